import type { FieldType } from '../field-type.ts'
import { changesToText } from '../text-changes.ts'
import { describeText, parseCellText, parseJsonText, sameExpression, textFunctions } from '../text-values.ts'

/** A format of 30 characters whose number has outgrown its digits. */
const LENGTH = 40

const autoNumber: FieldType = {
  ...textFunctions,
  name: 'AutoNumber',
  look: 'text',
  searchText: sameExpression,
  schema: {
    properties: {
      displayFormat: {
        type: 'string',
        maxLength: 30,
        description: 'Pattern such as OP-{YYYY}-{0000}: the number, and {YYYY}, {YY}, {MM}, {DD} of its day.',
      },
      startingNumber: { type: 'integer', minimum: 0, maximum: 999_999_999, default: 1 },
    },
    required: ['displayFormat'],
  },
  writable: false,
  parse: (input, spec) => parseJsonText(input, spec, 'string', LENGTH),
  parseCell: (input, spec) => parseCellText(input, spec, LENGTH),
  describe: () => describeText('string', 30),
  ...changesToText(() => LENGTH, false),
}

export default autoNumber
