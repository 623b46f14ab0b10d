import type { JSONPath } from 'jsonc-parser'
import { controllingNames } from '../../../fields/dependent-values.ts'
import type { Component, Finding } from '../../component.ts'
import type { FieldSource } from '../../component-types.d.ts'
import type { Check } from '../../metadata-type.ts'
import type { ModelDraft, ObjectDraft } from '../../model-draft.ts'
import { suggest } from '../../nearest-word.ts'
import type { FieldModel } from '../../org-model.ts'

const AT = ['valueSet', 'valueSettings']
export const checkDependentValues: readonly Check[] = [
  {
    id: 'field.controlling-field',
    description: 'The controlling field of a picklist is a picklist or a checkbox of the same object.',
    *find(draft, components): Iterable<Finding> {
      for (const component of components as readonly Component<FieldSource>[]) {
        const name = component.source.valueSet?.controllingField
        const object = draft.objects.get((component.object as string).toLowerCase())
        if (name === undefined || !object) continue
        const place = { check: 'field.controlling-field', component, at: ['valueSet', 'controllingField'] }
        const field = object.fields.get(name.toLowerCase())
        if (!field) {
          const hint = suggest(
            name,
            object.fieldList.map(one => one.name),
          )
          const missing = { type: 'field', fullName: `${object.name}.${name}` }
          yield {
            ...place,
            message: `${object.name} has no field "${name}".`,
            ...(hint && { hint }),
            missing,
          }
          continue
        }
        if (field.name.toLowerCase() === component.name.toLowerCase()) {
          yield { ...place, message: 'A picklist does not control itself.' }
          continue
        }
        draft.refer(component, place.at, { type: 'field', fullName: `${object.name}.${field.name}` })
        if (mayControl(field)) continue
        const nature = field.column === null ? 'computed' : field.type
        yield { ...place, message: `${object.name}.${field.name} is ${nature}, which controls no picklist.` }
      }
    },
  },
  {
    id: 'field.controlling-cycle',
    description: 'Picklists do not control each other in a circle.',
    *find(draft, components): Iterable<Finding> {
      for (const component of components as readonly Component<FieldSource>[]) {
        const object = draft.objects.get((component.object as string).toLowerCase())
        const field = object?.fields.get(component.name.toLowerCase())
        const circle = object && field && findCircle(object, field)
        if (!circle) continue
        const message = `Picklists control each other in a circle: ${circle.map(({ name }) => name).join(' → ')}.`
        const at = ['valueSet', 'controllingField']
        yield { check: 'field.controlling-cycle', component, at, message }
      }
    },
  },
  {
    id: 'field.value-settings',
    description: 'Which values a controlling value offers is said with values that both picklists have.',
    *find(draft, components): Iterable<Finding> {
      for (const component of components as readonly Component<FieldSource>[]) {
        yield* findUnknownValues(component, draft)
      }
    },
  },
]

/** One value of a few, which the record itself has. */
function mayControl(field: FieldModel): boolean {
  const type = field.fieldType.ruleType(field)
  return field.column !== null && (type === 'boolean' || (field.values !== undefined && type !== 'list'))
}

/** The way from the field over those that control it back to it; one that controls itself is told by itself. */
function findCircle(object: ObjectDraft, start: FieldModel): readonly FieldModel[] | undefined {
  const way: FieldModel[] = [start]
  for (;;) {
    const name = way.at(-1)?.controllingField
    const next = name === undefined ? undefined : object.fields.get(name.toLowerCase())
    if (!next || (way.includes(next) && next !== start)) return undefined
    way.push(next)
    if (next === start) return way.length > 2 ? way : undefined
  }
}

function* findUnknownValues(component: Component<FieldSource>, draft: ModelDraft): Iterable<Finding> {
  const { valueSettings, controllingField } = component.source.valueSet ?? {}
  if (!valueSettings) return
  const object = draft.objects.get((component.object as string).toLowerCase())
  const own = object?.fields.get(component.name.toLowerCase())
  if (controllingField === undefined) {
    const message = '"valueSettings" needs a "controllingField".'
    yield { check: 'field.value-settings', component, at: AT, message }
    return
  }
  const controlling = object?.fields.get(controllingField.toLowerCase())
  for (const [index, { controllingFieldValue, valueName }] of valueSettings.entries()) {
    for (const [place, value] of controllingFieldValue.entries()) {
      const at = [...AT, index, 'controllingFieldValue', place]
      if (controlling) yield* findUnknown(component, controlling, value, at)
    }
    if (own) yield* findUnknown(component, own, valueName, [...AT, index, 'valueName'])
  }
}

function* findUnknown(
  component: Component,
  field: FieldModel,
  value: string,
  at: JSONPath,
): Iterable<Finding> {
  const known = controllingNames(field)
  if (known.some(name => name.toLowerCase() === value.toLowerCase())) return
  const message = `"${value}" is not a value of ${field.name}.`
  const hint = suggest(value, known) ?? `Values: ${known.slice(0, 20).join(', ')}.`
  yield { check: 'field.value-settings', component, at, message, hint }
}
