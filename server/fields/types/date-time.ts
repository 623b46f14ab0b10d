import sql from 'sql-template-tag'
import { type Message, say } from '../../kernel/message.ts'
import { readCellClock } from '../cell-dates.ts'
import { impossibility, instantOf, localText, readIso, refuseYear } from '../date-values.ts'
import type { FieldSpec } from '../field-spec.ts'
import type { FieldType, ParseContext, Parsed } from '../field-type.ts'
import { accept, refuse, refuseCell, refuseJson } from '../problems.ts'
import { defaultValueSchema, PLAIN } from '../schema-parts.ts'
import { sameExpression, textFromRule } from '../text-values.ts'
import {
  changesFrom,
  DATE_TIME_PATTERN,
  forEach,
  literal,
  mismatches,
  rewriting,
  safely,
} from '../type-changes.ts'

const FORM = say('Give an instant as YYYY-MM-DDThh:mm:ssZ or with an offset such as +04:00.')

function readInstant(text: string, spec: FieldSpec, { timeZone }: ParseContext): Parsed | Message {
  const read = readIso(text)
  if (!read) return FORM
  const why = impossibility(read.clock)
  if (why) return why
  return refuseYear(read.clock, spec) ?? accept(instantOf(read.clock, timeZone))
}

const dateTime: FieldType = {
  name: 'DateTime',
  look: 'date-time',
  schema: { properties: { defaultValue: defaultValueSchema }, never: PLAIN },
  ruleType: () => 'datetime',
  column: () => ({ sqlType: 'timestamptz(3)' }),
  writable: true,
  filterable: true,
  sortable: true,
  groupable: false,
  parse: (input, spec, context) => {
    if (input === null || input === undefined) return accept(null)
    if (typeof input !== 'string') return refuseJson('datetime', input, FORM)
    const text = input.trim()
    if (text === '') return accept(null)
    const read = readInstant(text, spec, context)
    return 'words' in read ? refuseJson('datetime', input, read) : read
  },
  parseCell: (input, spec, { timeZone }) => {
    const read = readCellClock(input)
    if ('blank' in read) return accept(null)
    if ('why' in read)
      return refuseCell(spec, input, read.why, say('Write it like 2011-11-08 13:00 or 08.11.2011 13:00.'))
    return refuseYear(read.clock, spec) ?? accept(instantOf(read.clock, timeZone))
  },
  select: column => sql`to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`,
  fromDatabase: raw => raw,
  toJson: raw => `"${raw.slice(0, -1)}+0000"`,
  toDatabase: String,
  toRule: value => value,
  fromRule: textFromRule,
  parseCriterion: (criterion, spec, context) => {
    const read = readInstant(criterion, spec, context)
    return 'words' in read
      ? refuse('INVALID_FIELD', spec, say('"{value}" is no instant: {why}', { value: criterion, why: read }))
      : read
  },
  comparable: sameExpression,
  toCell: (value, { timeZone }) => localText(String(value), timeZone),
  tsType: () => 'string',
  describe: () => ({ type: 'datetime', soapType: 'xsd:dateTime', length: 0, byteLength: 0 }),
  ...changesFrom({
    DateTime: safely,
    Date: rewriting((column, _from, _to, context) => {
      const zone = literal(context?.timeZone ?? 'UTC')
      return sql`${column}::timestamp AT TIME ZONE ${zone}`
    }),
    ...forEach(
      ['Text', 'Picklist'],
      rewriting(
        column => sql`${column}::timestamptz`,
        column => mismatches(column, DATE_TIME_PATTERN),
      ),
    ),
  }),
}

export default dateTime
