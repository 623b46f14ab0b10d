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

const percent: FieldType = {
  ...decimalFunctions,
  name: 'Percent',
  look: 'percent',
  isPercent: true,
  schema: { properties: decimalSchema(18, 2), never: PLAIN },
  parse: (input, spec) => parseJsonDecimal(input, spec, 'percent'),
  parseCell: (input, spec) => parseCellDecimal(input, spec, { words: false, percent: true }),
  describe: spec => describeDecimal('percent', spec),
  ...decimalChanges,
}

export default percent
