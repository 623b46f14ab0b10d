import { decimalChanges } from '../decimal-changes.ts'
import {
  decimalFunctions,
  decimalSchema,
  describeDecimal,
  parseCellDecimal,
  parseJsonDecimal,
} from '../decimal-values.ts'
import type { FieldType } from '../field-type.ts'
import { PLAIN } from '../schema-parts.ts'

const currency: FieldType = {
  ...decimalFunctions,
  name: 'Currency',
  look: 'amount',
  schema: {
    properties: {
      ...decimalSchema(18, 2),
      currencyField: {
        type: 'string',
        description:
          'Picklist of the same object that says which currency the amount is in, by codes of ISO 4217 (EUR). Pages write the amount with it, and sum up each currency by itself. Left out: all amounts are in one currency.',
      },
    },
    never: PLAIN,
  },
  parse: (input, spec) => parseJsonDecimal(input, spec, 'currency'),
  parseCell: (input, spec) => parseCellDecimal(input, spec, { words: true, percent: false }),
  describe: spec => describeDecimal('currency', spec),
  ...decimalChanges,
}

export default currency
