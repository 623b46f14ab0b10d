import type { FieldSpec } from '../field-spec.ts'
import type { FieldType } from '../field-type.ts'
import { defaultValueSchema, lengthSchema } from '../schema-parts.ts'
import { changesToText } from '../text-changes.ts'
import { describeText, parseCellText, parseJsonText, sameExpression, textFunctions } from '../text-values.ts'

const lengthOf = (spec: FieldSpec): number => spec.length ?? 255

const text: FieldType = {
  ...textFunctions,
  name: 'Text',
  look: 'text',
  searchText: sameExpression,
  schema: {
    properties: { length: lengthSchema(1, 1300, 255), defaultValue: defaultValueSchema },
  },
  parse: (input, spec) => parseJsonText(input, spec, 'string', lengthOf(spec)),
  parseCell: (input, spec) => parseCellText(input, spec, lengthOf(spec)),
  describe: spec => describeText('string', lengthOf(spec)),
  ...changesToText(lengthOf, false),
}

export default text
