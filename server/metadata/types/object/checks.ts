import { checkDisplayFormat } from '../../../fields/auto-number.ts'
import { compilePath } from '../../compile-path.ts'
import type { Component, Finding } from '../../component.ts'
import type { ObjectSource, SearchLayoutsSource } from '../../component-types.d.ts'
import { parentOfFile } from '../../file-objects.ts'
import type { Check } from '../../metadata-type.ts'
import type { ModelDraft, ObjectDraft } from '../../model-draft.ts'
import { FORMAT_HINT } from '../field/check-numbers.ts'

type ObjectComponent = Component<ObjectSource>

const SEARCH_LISTS: readonly (keyof SearchLayoutsSource)[] = [
  'searchResultsAdditionalFields',
  'lookupDialogsAdditionalFields',
]

export const objectChecks: readonly Check[] = [
  {
    id: 'object.name-format',
    description: 'An AutoNumber name field has a displayFormat with a place for its number: OP-{0000}.',
    *find(_draft, components): Iterable<Finding> {
      for (const component of components as readonly ObjectComponent[]) {
        const { nameField } = component.source
        if (nameField?.type !== 'AutoNumber') continue
        const { displayFormat } = nameField
        const message =
          displayFormat === undefined
            ? 'An AutoNumber name field has a displayFormat.'
            : checkDisplayFormat(displayFormat)
        if (message === null) continue
        const at = displayFormat === undefined ? ['nameField'] : ['nameField', 'displayFormat']
        yield { check: 'object.name-format', component, at, message, hint: FORMAT_HINT }
      }
    },
  },
  { id: 'object.key-prefix', description: 'Two objects have different key prefixes.' },
  {
    id: 'object.no-parent',
    description:
      'An object that is controlled by its parent has one: a master, a required lookup, or a ParentId.',
    *find(draft, components): Iterable<Finding> {
      for (const component of components as readonly ObjectComponent[]) {
        const object = draft.objects.get(component.name.toLowerCase())
        if (component.source.sharingModel !== 'ControlledByParent' || !object || hasParent(object)) continue
        const message = `${object.name} has no master and no required lookup that could control it.`
        yield { check: 'object.no-parent', component, at: ['sharingModel'], message }
      }
    },
  },
  {
    id: 'object.unknown-field',
    description: 'Fields that searching shows are fields of the object.',
    find(draft, components): Iterable<Finding> {
      for (const component of components as readonly ObjectComponent[]) compileSearchLayouts(component, draft)
      return []
    },
  },
]

function hasParent(object: ObjectDraft): boolean {
  if (parentOfFile(object)) return true
  return object.fieldList.some(
    ({ name, type, required, referenceTo, system }) =>
      type === 'MasterDetail' || ((required || name === 'ParentId') && referenceTo !== undefined && !system),
  )
}

/** Notes what they use, and reports what is not there. */
function compileSearchLayouts(component: ObjectComponent, draft: ModelDraft): void {
  const object = draft.objects.get(component.name.toLowerCase())
  for (const list of SEARCH_LISTS) {
    for (const [index, path] of (component.source.searchLayouts?.[list] ?? []).entries()) {
      const place = { path, at: ['searchLayouts', list, index], check: 'object.unknown-field' }
      if (object) compilePath(draft, component, object, place)
    }
  }
}
