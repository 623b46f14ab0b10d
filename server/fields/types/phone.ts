import sql from 'sql-template-tag'
import type { FieldType } from '../field-type.ts'
import { defaultValueSchema, NO_KEY } from '../schema-parts.ts'
import { changesToText } from '../text-changes.ts'
import { describeText, parseCellText, parseJsonText, textFunctions } from '../text-values.ts'

const LENGTH = 40

const phone: FieldType = {
  ...textFunctions,
  name: 'Phone',
  look: 'phone',
  // As it is written, and its digits together.
  searchText: column => sql`${column} || ' ' || regexp_replace(${column}, '[^0-9]', '', 'g')`,
  schema: { properties: { defaultValue: defaultValueSchema }, never: NO_KEY },
  parse: (input, spec) => parseJsonText(input, spec, 'phone', LENGTH),
  parseCell: (input, spec) => parseCellText(input, spec, LENGTH),
  describe: () => describeText('phone', LENGTH),
  ...changesToText(() => LENGTH, false),
}

export default phone
