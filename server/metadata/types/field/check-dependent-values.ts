import type { JSONPath } from 'jsonc-parser'
import type { Component, Finding } from '../../component.ts'
import type { FieldSource } from '../../component-types.d.ts'
import type { Check } from '../../metadata-type.ts'
import type { ModelDraft } from '../../model-draft.ts'
import { suggest } from '../../nearest-word.ts'
import type { FieldModel } from '../../org-model.ts'

const AT = ['valueSet', 'valueSettings']
/** How the Metadata API calls the values of a checkbox. */
const CHECKBOX_VALUES = ['checked', 'unchecked']

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
        if (field.values || field.fieldType.ruleType(field) === 'boolean') continue
        yield {
          ...place,
          message: `${object.name}.${field.name} is ${field.type}, which controls no picklist.`,
        }
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
  const known = field.values ? field.values.map(({ fullName }) => fullName) : CHECKBOX_VALUES
  if (known.some(name => name.toLowerCase() === value.toLowerCase())) return
  const message = `"${value}" is not a value of ${field.name}.`
  const hint = suggest(value, known) ?? `Values: ${known.slice(0, 20).join(', ')}.`
  yield { check: 'field.value-settings', component, at, message, hint }
}
