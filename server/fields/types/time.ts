import sql from 'sql-template-tag'
import { say } from '../../kernel/message.ts'
import { readCellTime } from '../cell-dates.ts'
import { readClockTime, timeOf } from '../date-values.ts'
import type { FieldType } from '../field-type.ts'
import { accept, refuse, refuseCell, refuseJson } from '../problems.ts'
import { defaultValueSchema, PLAIN } from '../schema-parts.ts'
import { sameExpression, textFromRule } from '../text-values.ts'
import {
  changesFrom,
  forEach,
  literal,
  mismatches,
  rewriting,
  safely,
  TIME_PATTERN,
} from '../type-changes.ts'

const FORM = say('Give a time of day as HH:mm:ss.SSSZ.')

const time: FieldType = {
  name: 'Time',
  look: 'time',
  schema: { properties: { defaultValue: defaultValueSchema }, never: PLAIN },
  ruleType: () => 'time',
  column: () => ({ sqlType: 'time(3)' }),
  writable: true,
  filterable: true,
  sortable: true,
  groupable: false,
  parse: input => {
    if (input === null || input === undefined) return accept(null)
    if (typeof input !== 'string') return refuseJson('time', input, FORM)
    const text = input.trim()
    if (text === '') return accept(null)
    const value = readClockTime(text)
    return value === null ? refuseJson('time', input, FORM) : accept(value)
  },
  parseCell: (input, spec) => {
    const read = readCellTime(input)
    if ('blank' in read) return accept(null)
    if ('why' in read) return refuseCell(spec, input, read.why, say('Write it like 13:00.'))
    return accept(timeOf(read.clock))
  },
  select: column => sql`to_char(${column}, 'HH24:MI:SS.MS')`,
  fromDatabase: raw => raw,
  toJson: raw => `"${raw}Z"`,
  toDatabase: String,
  toRule: value => value,
  fromRule: textFromRule,
  parseCriterion: (criterion, spec) => {
    const value = readClockTime(criterion)
    return value === null
      ? refuse('INVALID_FIELD', spec, say('"{value}" is not a time of day', { value: criterion }))
      : accept(value)
  },
  comparable: sameExpression,
  toCell: String,
  tsType: () => 'string',
  describe: () => ({ type: 'time', soapType: 'xsd:time', length: 0, byteLength: 0 }),
  ...changesFrom({
    Time: safely,
    DateTime: rewriting((column, _from, _to, context) => {
      const zone = literal(context?.timeZone ?? 'UTC')
      return sql`(${column} AT TIME ZONE ${zone})::time`
    }),
    ...forEach(
      ['Text', 'Picklist'],
      rewriting(
        column => sql`replace(${column}, 'Z', '')::time`,
        column => mismatches(column, TIME_PATTERN),
      ),
    ),
  }),
}

export default time
