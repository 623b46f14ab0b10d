import type { FieldSpec } from '../field-spec.ts'
import type { FieldType } from '../field-type.ts'
import { defaultValueSchema, lengthSchema, NOT_COMPARED, visibleLinesSchema } from '../schema-parts.ts'
import { changesToText } from '../text-changes.ts'
import { describeText, parseCellLines, parseJsonText, sameExpression, textFunctions } from '../text-values.ts'

const DEFAULT_LENGTH = 32_768
const lengthOf = (spec: FieldSpec): number => spec.length ?? DEFAULT_LENGTH

const longTextArea: FieldType = {
  ...textFunctions,
  name: 'LongTextArea',
  look: 'text-area',
  searchText: sameExpression,
  schema: {
    properties: {
      length: lengthSchema(256, 131_072, DEFAULT_LENGTH),
      visibleLines: visibleLinesSchema,
      defaultValue: defaultValueSchema,
    },
    never: NOT_COMPARED,
  },
  filterable: false,
  sortable: false,
  groupable: false,
  parse: (input, spec) => parseJsonText(input, spec, 'textarea', lengthOf(spec)),
  parseCell: (input, spec) => parseCellLines(input, spec, lengthOf(spec)),
  describe: spec => ({ ...describeText('textarea', lengthOf(spec)), extraTypeInfo: 'plaintextarea' }),
  ...changesToText(lengthOf, true),
}

export default longTextArea
