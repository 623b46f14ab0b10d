import sql from 'sql-template-tag'
import { type Message, say } from '../../kernel/message.ts'
import { readCellClock } from '../cell-dates.ts'
import { dateOf, impossibility, readIso, refuseYear } from '../date-values.ts'
import type { FieldSpec } from '../field-spec.ts'
import type { FieldType, Parsed } from '../field-type.ts'
import { accept, refuse, refuseCell, refuseJson } from '../problems.ts'
import { defaultValueSchema, PLAIN } from '../schema-parts.ts'
import { sameExpression, textFromRule } from '../text-values.ts'
import {
  changesFrom,
  DATE_PATTERN,
  forEach,
  literal,
  mismatches,
  rewriting,
  safely,
} from '../type-changes.ts'

const FORM = say('Give a day as YYYY-MM-DD.')

function readDay(text: string, spec: FieldSpec): Parsed | Message {
  const read = readIso(text)
  if (!read || read.hasTime) return FORM
  const why = impossibility(read.clock)
  if (why) return why
  return refuseYear(read.clock, spec) ?? accept(dateOf(read.clock))
}

const date: FieldType = {
  name: 'Date',
  look: 'date',
  schema: { properties: { defaultValue: defaultValueSchema }, never: PLAIN },
  ruleType: () => 'date',
  column: () => ({ sqlType: 'date' }),
  writable: true,
  filterable: true,
  sortable: true,
  groupable: true,
  parse: (input, spec) => {
    if (input === null || input === undefined) return accept(null)
    if (typeof input !== 'string') return refuseJson('date', input, FORM)
    const text = input.trim()
    if (text === '') return accept(null)
    const read = readDay(text, spec)
    return 'words' in read ? refuseJson('date', input, read) : read
  },
  parseCell: (input, spec) => {
    const read = readCellClock(input)
    if ('blank' in read) return accept(null)
    if ('why' in read)
      return refuseCell(spec, input, read.why, say('Write it like 2011-11-08 or 08.11.2011.'))
    return refuseYear(read.clock, spec) ?? accept(dateOf(read.clock))
  },
  // Not ::text: its form depends on the session's DateStyle.
  select: column => sql`to_char(${column}, 'YYYY-MM-DD')`,
  fromDatabase: raw => raw,
  toJson: raw => `"${raw}"`,
  toDatabase: String,
  toRule: value => value,
  fromRule: textFromRule,
  parseCriterion: (criterion, spec) => {
    const read = readDay(criterion, spec)
    return 'words' in read
      ? refuse('INVALID_FIELD', spec, say('"{value}" is not a date: {why}', { value: criterion, why: read }))
      : read
  },
  comparable: sameExpression,
  toCell: String,
  tsType: () => 'string',
  describe: () => ({ type: 'date', soapType: 'xsd:date', length: 0, byteLength: 0 }),
  ...changesFrom({
    Date: safely,
    DateTime: rewriting((column, _from, _to, context) => {
      const zone = literal(context?.timeZone ?? 'UTC')
      return sql`(${column} AT TIME ZONE ${zone})::date`
    }),
    ...forEach(
      ['Text', 'Picklist'],
      rewriting(
        column => sql`${column}::date`,
        column => mismatches(column, DATE_PATTERN),
      ),
    ),
  }),
}

export default date
