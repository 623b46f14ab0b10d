import type { Component, Finding } from '../../component.ts'
import type { FieldSource } from '../../component-types.d.ts'
import type { Check } from '../../metadata-type.ts'
import { suggest } from '../../nearest-word.ts'
import { findDuplicateValues, findTwoDefaults } from '../value-set/checks.ts'

const PATH = ['valueSet', 'valueSetDefinition', 'value']

export const checkFieldValues: readonly Check[] = [
  {
    id: 'field.picklist-values',
    description: 'Values of a picklist are there once, and at most one is the default.',
    *find(_draft, components): Iterable<Finding> {
      for (const component of components as readonly Component<FieldSource>[]) {
        const values = component.source.valueSet?.valueSetDefinition?.value ?? []
        yield* findDuplicateValues(component, values, PATH)
        yield* findTwoDefaults(component, values, PATH)
      }
    },
  },
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
        draft.refer(component, place.at, { type: 'field', fullName: `${object.name}.${field.name}` })
        if (field.values || field.fieldType.ruleType(field) === 'boolean') continue
        yield {
          ...place,
          message: `${object.name}.${field.name} is ${field.type}, which controls no picklist.`,
        }
      }
    },
  },
]
