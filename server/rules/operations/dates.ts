import sql, { join, raw, type Sql } from 'sql-template-tag'
import { civilDate, dayNumber, daysInMonth, formatDate, fromDayNumber, toDayNumber } from '../calendar.ts'
import { type Decimal, ExactDecimal } from '../decimal.ts'
import { makeCall } from '../make-call.ts'
import type { Node, Operation } from '../operation.ts'
import type { RuleEnvironment } from '../rule.ts'
import { castWithForm, DATE_FORM, hasForm } from '../text-forms.ts'
import { toWhole } from '../whole.ts'
import { dateAt } from '../zoned-time.ts'
import { dateInRange } from './date-arithmetic.ts'

const asDate = (text: Sql) => sql`${text}::date`

const MANY = 100_000

/** The date of a year, month and day; blank when there is no such day. */
const date: Operation = {
  name: 'date',
  arity: [3, 3],
  signatures: [{ parameters: ['number', 'number', 'number'], result: 'date' }],
  evaluate: (year: Decimal | null, month: Decimal | null, day: Decimal | null) => {
    if (year === null || month === null || day === null) return null
    const [y, m, d] = [toWhole(year, MANY), toWhole(month, MANY), toWhole(day, MANY)]
    const exists = y >= 1 && y <= 9999 && m >= 1 && m <= 12 && d >= 1 && d <= daysInMonth(y, m)
    return exists ? formatDate(y, m, d) : null
  },
  sql: call => {
    const parts = call
      .arguments()
      .map((part, i) => sql`to_char(trunc(${part}), ${raw(i ? "'FM00'" : "'FM0000'")})`)
    const text = sql`"_date"."text"`
    return sql`(SELECT ${castWithForm(text, DATE_FORM, asDate)} FROM (SELECT ${join(parts, " || '-' || ")} AS "text" OFFSET 0) AS "_date")`
  },
}

/** The date that a date-time has in the time zone. */
export const dateOfInstant: Operation = {
  name: 'dateOfInstant',
  arity: [1, 1],
  signatures: [{ parameters: ['datetime'], result: 'date' }],
  needsEnvironment: true,
  evaluate(this: RuleEnvironment, instant: string | null) {
    const found = instant && dateAt(Date.parse(instant), this.timeZone)
    return found?.length === 10 && !found.startsWith('0000') ? found : null
  },
  sql: call =>
    call.once([0], instant => dateInRange(sql`(${instant} AT TIME ZONE ${call.environment.timeZone})::date`)),
}

/** From a date-time, or from text of the form `YYYY-MM-DD`; blank for other texts. */
const dateValue: Operation = {
  name: 'dateValue',
  arity: [1, 1],
  signatures: [
    { parameters: ['date'], result: 'date', becomes: args => args[0] as Node },
    { parameters: ['datetime'], result: 'date', becomes: args => makeCall(dateOfInstant, 'date', args) },
    { parameters: ['text'], result: 'date' },
  ],
  evaluate: (text: string | null) => (text !== null && hasForm(text, DATE_FORM) ? text : null),
  sql: call => call.once([0], text => castWithForm(text as Sql, DATE_FORM, asDate)),
}

/** A number of a date; a date-time is taken in the time zone. */
function datePart(name: string, part: (date: string) => number, toSql: (date: Sql) => Sql): Operation {
  const operation: Operation = {
    name,
    arity: [1, 1],
    signatures: [
      { parameters: ['date'], result: 'number' },
      {
        parameters: ['datetime'],
        result: 'number',
        becomes: args => makeCall(operation, 'number', [makeCall(dateOfInstant, 'date', args)]),
      },
    ],
    bounds: () => ({ digits: 4, scale: 0 }),
    evaluate: (value: string | null) => value && new ExactDecimal(part(value)),
    sql: call => toSql(call.argument(0)),
  }
  return operation
}

function extract(field: string): (date: Sql) => Sql {
  return value => sql`extract(${raw(field)} from ${value})`
}

/** The Thursday of the date's week decides to which year the week belongs. */
function thursdayOf(value: string): number {
  const days = toDayNumber(value)
  return days - ((((days + 3) % 7) + 7) % 7) + 3
}

function isoWeek(value: string): number {
  const thursday = thursdayOf(value)
  return Math.floor((thursday - dayNumber(isoYear(value), 1, 1)) / 7) + 1
}

function isoYear(value: string): number {
  const thursday = fromDayNumber(thursdayOf(value))
  return thursday === null ? civilDate(value).year : civilDate(thursday).year
}

function dayOfYear(value: string): number {
  return toDayNumber(value) - dayNumber(civilDate(value).year, 1, 1) + 1
}

export const dateOperations: readonly Operation[] = [
  date,
  dateOfInstant,
  dateValue,
  datePart('year', value => civilDate(value).year, extract('year')),
  datePart('month', value => civilDate(value).month, extract('month')),
  datePart('day', value => civilDate(value).day, extract('day')),
  /** 1 is Sunday. */
  datePart(
    'weekday',
    value => ((((toDayNumber(value) + 4) % 7) + 7) % 7) + 1,
    value => sql`(extract(dow from ${value}) + 1)`,
  ),
  datePart('dayOfYear', dayOfYear, extract('doy')),
  datePart('isoWeek', isoWeek, extract('week')),
  datePart('isoYear', isoYear, extract('isoyear')),
]
