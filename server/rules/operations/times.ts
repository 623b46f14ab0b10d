import sql, { raw, type Sql } from 'sql-template-tag'
import { ExactDecimal } from '../decimal.ts'
import { makeCall } from '../make-call.ts'
import type { Node, Operation } from '../operation.ts'
import type { RuleEnvironment } from '../rule.ts'
import { castWithForm, DATETIME_FORM, hasForm, TIME_FORM, toFullDatetime, toFullTime } from '../text-forms.ts'
import { zonedTime } from '../zoned-time.ts'

function digits(value: number, width: number): string {
  return String(value).padStart(width, '0')
}

/** The time of day that a date-time has in the time zone. */
const timeOfInstant: Operation = {
  name: 'timeOfInstant',
  arity: [1, 1],
  signatures: [{ parameters: ['datetime'], result: 'time' }],
  needsEnvironment: true,
  evaluate(this: RuleEnvironment, instant: string | null) {
    if (instant === null) return null
    const { hour, minute, second, millisecond } = zonedTime(Date.parse(instant), this.timeZone)
    return `${digits(hour, 2)}:${digits(minute, 2)}:${digits(second, 2)}.${digits(millisecond, 3)}`
  },
  sql: call => sql`(${call.argument(0)} AT TIME ZONE ${call.environment.timeZone})::time`,
}

/** From a date-time, or from text like `08:30`, `08:30:00.000`; blank for other texts. */
const timeValue: Operation = {
  name: 'timeValue',
  arity: [1, 1],
  signatures: [
    { parameters: ['time'], result: 'time', becomes: args => args[0] as Node },
    { parameters: ['datetime'], result: 'time', becomes: args => makeCall(timeOfInstant, 'time', args) },
    { parameters: ['text'], result: 'time' },
  ],
  evaluate: (text: string | null) => (text !== null && hasForm(text, TIME_FORM) ? toFullTime(text) : null),
  sql: call => call.once([0], text => castWithForm(text as Sql, TIME_FORM, time => sql`${time}::time`)),
}

/** Midnight in UTC. */
const startOfDate: Operation = {
  name: 'startOfDate',
  arity: [1, 1],
  signatures: [{ parameters: ['date'], result: 'datetime' }],
  evaluate: (date: string | null) => date && `${date}T00:00:00.000Z`,
  sql: call => sql`(${call.argument(0)}::timestamp AT TIME ZONE 'UTC')`,
}

/** From text like `2026-01-31 08:30:00`, in UTC; blank for other texts. */
const datetimeValue: Operation = {
  name: 'datetimeValue',
  arity: [1, 1],
  signatures: [
    { parameters: ['datetime'], result: 'datetime', becomes: args => args[0] as Node },
    { parameters: ['date'], result: 'datetime', becomes: args => makeCall(startOfDate, 'datetime', args) },
    { parameters: ['text'], result: 'datetime' },
  ],
  evaluate: (text: string | null) =>
    text !== null && hasForm(text, DATETIME_FORM) ? toFullDatetime(text) : null,
  sql: call =>
    call.once([0], text =>
      castWithForm(
        text as Sql,
        DATETIME_FORM,
        full => sql`rtrim(${full}, 'Z')::timestamp AT TIME ZONE 'UTC'`,
      ),
    ),
}

/** A number of a time of day; a date-time is taken in the time zone. */
function timePart(name: string, from: number, to: number, toSql: (time: Sql) => Sql): Operation {
  const operation: Operation = {
    name,
    arity: [1, 1],
    signatures: [
      { parameters: ['time'], result: 'number' },
      {
        parameters: ['datetime'],
        result: 'number',
        becomes: args => makeCall(operation, 'number', [makeCall(timeOfInstant, 'time', args)]),
      },
    ],
    bounds: () => ({ digits: 3, scale: 0 }),
    evaluate: (time: string | null) => time && new ExactDecimal(time.slice(from, to)),
    sql: call => toSql(call.argument(0)),
  }
  return operation
}

function extract(field: string): (time: Sql) => Sql {
  return time => sql`trunc(extract(${raw(field)} from ${time}))`
}

export const timeOperations: readonly Operation[] = [
  timeOfInstant,
  timeValue,
  startOfDate,
  datetimeValue,
  timePart('hour', 0, 2, extract('hour')),
  timePart('minute', 3, 5, extract('minute')),
  timePart('second', 6, 8, extract('second')),
  timePart('millisecond', 9, 12, time => sql`mod(trunc(extract(milliseconds from ${time})), 1000)`),
]
