import type { FieldType } from '../field-type.ts'
import { defaultValueSchema, NO_KEY } from '../schema-parts.ts'
import { changesToText } from '../text-changes.ts'
import { describeText, parseCellLines, parseJsonText, sameExpression, textFunctions } from '../text-values.ts'

const LENGTH = 255

const textArea: FieldType = {
  ...textFunctions,
  name: 'TextArea',
  look: 'text-area',
  searchText: sameExpression,
  schema: { properties: { defaultValue: defaultValueSchema }, never: NO_KEY },
  parse: (input, spec) => parseJsonText(input, spec, 'textarea', LENGTH),
  parseCell: (input, spec) => parseCellLines(input, spec, LENGTH),
  describe: () => ({ ...describeText('textarea', LENGTH), extraTypeInfo: 'plaintextarea' }),
  ...changesToText(() => LENGTH, true),
}

export default textArea
