import { decimalChanges } from '../decimal-changes.ts'
import {
  decimalFunctions,
  decimalSchema,
  describeDecimal,
  parseCellDecimal,
  parseJsonDecimal,
} from '../decimal-values.ts'
import type { FieldType } from '../field-type.ts'
import { NO_CASE } from '../schema-parts.ts'

const number: FieldType = {
  ...decimalFunctions,
  name: 'Number',
  look: 'amount',
  schema: { properties: decimalSchema(18, 0), never: NO_CASE },
  parse: (input, spec) => parseJsonDecimal(input, spec, 'double'),
  parseCell: (input, spec) => parseCellDecimal(input, spec, { words: false, percent: false }),
  describe: spec => describeDecimal('double', spec),
  ...decimalChanges,
}

export default number
