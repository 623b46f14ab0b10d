import type { FieldType } from '../field-type.ts'
import { defaultValueSchema, NO_KEY } from '../schema-parts.ts'
import { changesToText } from '../text-changes.ts'
import { describeText, parseCellText, parseJsonText, sameExpression, textFunctions } from '../text-values.ts'

const LENGTH = 255

/** As in Salesforce, any text is kept; whoever shows it decides what may be a link. */
const url: FieldType = {
  ...textFunctions,
  name: 'Url',
  look: 'link',
  searchText: sameExpression,
  schema: { properties: { defaultValue: defaultValueSchema }, never: NO_KEY },
  parse: (input, spec) => parseJsonText(input, spec, 'url', LENGTH),
  parseCell: (input, spec) => parseCellText(input, spec, LENGTH),
  describe: () => describeText('url', LENGTH),
  ...changesToText(() => LENGTH, false),
}

export default url
