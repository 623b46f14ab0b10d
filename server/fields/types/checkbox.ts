import sql from 'sql-template-tag'
import { say } from '../../kernel/message.ts'
import type { FieldType } from '../field-type.ts'
import { accept, refuse, refuseCell, refuseJson } from '../problems.ts'
import { defaultValueSchema, PLAIN } from '../schema-parts.ts'
import { cellText, collapseBlanks, sameExpression } from '../text-values.ts'
import { changesFrom, forEach, literals, rewriting, safely } from '../type-changes.ts'

/** What people type for yes and no, in the languages of the people who keep the sheets. */
const YES = [
  'true',
  'yes',
  'y',
  't',
  '1',
  'x',
  'on',
  '✓',
  '✔',
  '☑',
  'wahr',
  'ja',
  'да',
  'კი',
  'ხო',
  'oui',
  'نعم',
]
const NO = [
  'false',
  'no',
  'n',
  'f',
  '0',
  'off',
  '-',
  '–',
  '—',
  '✗',
  '☐',
  'falsch',
  'nein',
  'нет',
  'არა',
  'non',
  'لا',
]
const WORDS = new Map([...YES.map(word => [word, true] as const), ...NO.map(word => [word, false] as const)])

const checkbox: FieldType = {
  name: 'Checkbox',
  look: 'checkbox',
  schema: {
    properties: { defaultValue: defaultValueSchema },
    never: {
      ...PLAIN,
      required: 'A Checkbox always has a value: true or false.',
      unique: 'A Checkbox cannot be unique: it has two values only.',
    },
  },
  ruleType: () => 'boolean',
  // A constant default, so that the column is added without touching the rows.
  column: () => ({ sqlType: 'boolean', notNull: true, sqlDefault: 'false' }),
  writable: true,
  filterable: true,
  sortable: true,
  groupable: true,
  parse: input => {
    if (typeof input === 'boolean') return accept(input)
    if (input === null || input === undefined) return accept(false)
    const text = typeof input === 'string' ? input.trim().toLowerCase() : undefined
    if (text === 'true' || text === 'false') return accept(text === 'true')
    return refuseJson('boolean', input, say('Give true or false.'))
  },
  parseCell: (input, spec) => {
    const word = collapseBlanks(cellText(input)).toLowerCase()
    const value = word === '' ? false : WORDS.get(word)
    return value === undefined ? refuseCell(spec, input, say('is neither yes nor no.')) : accept(value)
  },
  select: sameExpression,
  fromDatabase: raw => raw === 't',
  toJson: raw => (raw === 't' ? 'true' : 'false'),
  toDatabase: String,
  toRule: value => value === true,
  fromRule: value => value === true,
  parseCriterion: (literal, spec) => {
    const text = literal.toLowerCase()
    if (text === 'true' || text === 'false') return accept(text === 'true')
    return refuse('INVALID_FIELD', spec, say('"{value}" is neither true nor false', { value: literal }))
  },
  comparable: sameExpression,
  toCell: String,
  tsType: () => 'boolean',
  describe: () => ({ type: 'boolean', soapType: 'xsd:boolean', length: 0, byteLength: 0 }),
  ...changesFrom({
    Checkbox: safely,
    ...forEach(
      ['Text', 'Picklist'],
      rewriting(
        column => sql`coalesce(lower(${column}) IN (${literals(YES)}), false)`,
        column => sql`lower(${column}) NOT IN (${literals([...YES, ...NO])})`,
      ),
    ),
    ...forEach(
      ['Number', 'Currency', 'Percent'],
      rewriting(
        column => sql`coalesce(${column} <> 0, false)`,
        column => sql`${column} NOT IN (0, 1)`,
      ),
    ),
  }),
}

export default checkbox
