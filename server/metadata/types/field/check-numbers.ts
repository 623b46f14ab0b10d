import { checkDisplayFormat } from '../../../fields/auto-number.ts'
import type { Component, Finding } from '../../component.ts'
import type { FieldSource } from '../../component-types.d.ts'
import type { Check } from '../../metadata-type.ts'

export const FORMAT_HINT = 'Write it as OP-{0000}.'

export const checkNumbers: readonly Check[] = [
  {
    id: 'field.scale',
    description: 'A number has no more decimal places (scale) than digits (precision).',
    *find(draft, components): Iterable<Finding> {
      for (const component of components) {
        const object = draft.objects.get((component.object as string).toLowerCase())
        const { precision, scale } = object?.fields.get(component.name.toLowerCase()) ?? {}
        if (precision === undefined || scale === undefined || scale <= precision) continue
        const message = `A number of ${precision} digits cannot have ${scale} of them after the point.`
        yield { check: 'field.scale', component, at: ['scale'], message }
      }
    },
  },
  {
    id: 'field.display-format',
    description: 'The pattern of an AutoNumber has one place for its number, {0000}, and parts of a day.',
    *find(_draft, components): Iterable<Finding> {
      for (const component of components as readonly Component<FieldSource>[]) {
        const { displayFormat } = component.source
        const message = displayFormat === undefined ? null : checkDisplayFormat(displayFormat)
        if (message === null) continue
        const at = ['displayFormat']
        yield { check: 'field.display-format', component, at, message, hint: FORMAT_HINT }
      }
    },
  },
]
