import type { Component, Finding } from '../../component.ts'
import type { ObjectSource } from '../../component-types.d.ts'
import type { Check } from '../../metadata-type.ts'
import { hasNumber } from '../field/check-numbers.ts'

export const objectChecks: readonly Check[] = [
  {
    id: 'object.name-format',
    description: 'An AutoNumber name field has a displayFormat with a place for its number: OP-{0000}.',
    *find(_draft, components): Iterable<Finding> {
      for (const component of components as readonly Component<ObjectSource>[]) {
        const { nameField } = component.source
        if (nameField?.type !== 'AutoNumber') continue
        const { displayFormat } = nameField
        if (displayFormat !== undefined && hasNumber(displayFormat)) continue
        const at = displayFormat === undefined ? ['nameField'] : ['nameField', 'displayFormat']
        const message =
          'An AutoNumber name field has a displayFormat with a place for the number, such as OP-{0000}.'
        yield { check: 'object.name-format', component, at, message }
      }
    },
  },
  { id: 'object.key-prefix', description: 'Two objects have different key prefixes.' },
]
