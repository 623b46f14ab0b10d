import sql from 'sql-template-tag'
import type { FieldSpec } from '../field-spec.ts'
import type { FieldType } from '../field-type.ts'
import { cleanHtml, markupOf } from '../html-markup.ts'
import { defaultValueSchema, lengthSchema, NOT_COMPARED, visibleLinesSchema } from '../schema-parts.ts'
import { acceptText, cellText, describeText, parseJsonText, textFunctions } from '../text-values.ts'
import { changesFrom, safely } from '../type-changes.ts'

const DEFAULT_LENGTH = 32_768
const lengthOf = (spec: FieldSpec): number => spec.length ?? DEFAULT_LENGTH

/** Rich text. Markup is cleaned when it comes in, so that what is stored can be shown as it is. */
const html: FieldType = {
  ...textFunctions,
  name: 'Html',
  look: 'rich-text',
  searchText: column => sql`regexp_replace(${column}, '<[^>]*>', ' ', 'g')`,
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
  parse: (input, spec) => {
    const length = lengthOf(spec)
    if (typeof input !== 'string') return parseJsonText(input, spec, 'textarea', length)
    // Cleaning costs time in proportion to the markup: what is far too long is refused before.
    return acceptText(input.length > length * 4 ? input : cleanHtml(input), spec, length)
  },
  parseCell: (input, spec) => acceptText(cleanHtml(markupOf(cellText(input))), spec, lengthOf(spec)),
  fromRule: value => (value === null || value === '' ? null : cleanHtml(String(value)).trim() || null),
  describe: spec => ({ ...describeText('textarea', lengthOf(spec)), extraTypeInfo: 'richtextarea' }),
  // Plain text would have to be escaped and longer: a new field is the way.
  ...changesFrom({ Html: safely }),
}

export default html
