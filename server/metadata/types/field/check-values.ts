import type { JSONPath } from 'jsonc-parser'
import { constantOf } from '../../../rules/rule-reads.ts'
import { compilePath } from '../../compile-path.ts'
import type { Component, Finding } from '../../component.ts'
import type { FieldSource, ObjectSource } from '../../component-types.d.ts'
import type { Check } from '../../metadata-type.ts'
import type { ModelDraft } from '../../model-draft.ts'
import type { FieldModel } from '../../org-model.ts'

type FieldComponent = Component<FieldSource>

const HISTORY_HINT = 'Write "enableHistory": true in its object.json.'

export const checkDefaults: readonly Check[] = [
  {
    id: 'field.default-value',
    description: 'A default value that is written out is one that the field takes.',
    *find(draft, components): Iterable<Finding> {
      for (const component of components as readonly FieldComponent[]) {
        const field = fieldOf(draft, component)
        const value = field?.compiledDefault && constantOf(field.compiledDefault)
        if (!field || value === undefined) continue
        const parsed = field.fieldType.parse(field.fieldType.fromRule(value, field), field, {
          timeZone: 'UTC',
        })
        if (!('problem' in parsed)) continue
        const { message, hint } = parsed.problem
        const place = { check: 'field.default-value', component, at: ['defaultValue'] }
        yield { ...place, message, ...(hint !== undefined && { hint }) }
      }
    },
  },
  {
    id: 'field.two-defaults',
    description: 'The default of a picklist is said once: by the value, or by defaultValue.',
    *find(draft, components): Iterable<Finding> {
      for (const component of components as readonly FieldComponent[]) {
        const chosen = fieldOf(draft, component)?.values?.find(value => value.default)
        if (component.source.defaultValue === undefined || !chosen) continue
        const message = `The value "${chosen.fullName}" is the default already.`
        const hint = 'Remove "defaultValue", or "default" of the value.'
        yield { check: 'field.two-defaults', component, at: ['defaultValue'], message, hint }
      }
    },
  },
  {
    id: 'field.default-follows',
    description: 'A default value follows another field of the object that is stored.',
    *find(draft, components): Iterable<Finding> {
      for (const component of components as readonly FieldComponent[]) {
        yield* findUnfollowed(component, draft)
      }
    },
  },
  {
    id: 'field.history-off',
    description: 'Fields are tracked where their object keeps a history.',
    *find(draft, components): Iterable<Finding> {
      for (const component of components as readonly FieldComponent[]) {
        const object = draft.objects.get((component.object as string).toLowerCase())
        if (!component.source.trackHistory || !object || object.enableHistory) continue
        yield historyOff(component, object.name, ['trackHistory'])
      }
      for (const component of (draft.components.get('object') ?? []) as readonly Component<ObjectSource>[]) {
        const { nameField, enableHistory } = component.source
        if (!nameField?.trackHistory || enableHistory) continue
        yield historyOff(component, component.name, ['nameField', 'trackHistory'])
      }
    },
  },
]

function historyOff(component: Component, object: string, at: JSONPath): Finding {
  const message = `${object} keeps no history of its fields.`
  return { check: 'field.history-off', component, at, message, hint: HISTORY_HINT }
}

function fieldOf(draft: ModelDraft, { object, name }: Component): FieldModel | undefined {
  return draft.objects.get((object as string).toLowerCase())?.fields.get(name.toLowerCase())
}

function* findUnfollowed(component: FieldComponent, draft: ModelDraft): Iterable<Finding> {
  const { defaultFollows: name, defaultValue } = component.source
  const object = draft.objects.get((component.object as string).toLowerCase())
  if (name === undefined || !object) return
  const at = ['defaultFollows']
  const place = { check: 'field.default-follows', component, at }
  const field = compilePath(draft, component, object, {
    path: name,
    at,
    check: 'field.default-follows',
  })?.field
  if (defaultValue === undefined) yield { ...place, message: 'There is no "defaultValue" that could follow.' }
  if (field && (field.object !== object.name || field.column === null)) {
    yield { ...place, message: `${name} is not stored in ${object.name}: nobody changes it there.` }
  } else if (field?.name === component.name) {
    yield { ...place, message: 'A field does not follow itself.' }
  }
}
