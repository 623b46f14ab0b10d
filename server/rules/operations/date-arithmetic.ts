import sql, { type Sql } from 'sql-template-tag'
import { civilDate, dayNumber, daysInMonth, fromDayNumber, toDayNumber } from '../calendar.ts'
import { type Decimal, ExactDecimal } from '../decimal.ts'
import type { Operation, SqlCall } from '../operation.ts'
import { wholeSql } from '../sql-pieces.ts'
import { toWhole } from '../whole.ts'

/**
 * More days than there are between the first and the last date: shifting by so many gives blank anyway. In SQL a
 * shift goes at most one day before the first date: much further back PostgreSQL fails.
 */
const MANY_DAYS = 3_660_000
const MANY_MONTHS = 120_000

/** The date when it is within the years 1 to 9999, else null. */
export function dateInRange(date: Sql): Sql {
  return sql`(CASE WHEN ${date} BETWEEN DATE '0001-01-01' AND DATE '9999-12-31' THEN ${date} END)`
}

export const addDays: Operation = {
  name: 'addDays',
  arity: [2, 2],
  signatures: [{ parameters: ['date', 'number'], result: 'date' }],
  evaluate: (date: string | null, days: Decimal | null) =>
    date === null || days === null ? null : fromDayNumber(toDayNumber(date) + toWhole(days, MANY_DAYS)),
  sql: call =>
    call.once([0, 1], (date, days) => {
      const least = sql`DATE '0001-01-01' - ${date} - 1`
      return dateInRange(sql`(${date} + GREATEST(${wholeSql(days as Sql, MANY_DAYS)}, ${least}))`)
    }),
}

/** Days from the first date to the second. */
export const daysBetween: Operation = {
  name: 'daysBetween',
  arity: [2, 2],
  signatures: [{ parameters: ['date', 'date'], result: 'number' }],
  bounds: () => ({ digits: 7, scale: 0 }),
  evaluate: (from: string | null, to: string | null) =>
    from === null || to === null ? null : new ExactDecimal(toDayNumber(to) - toDayNumber(from)),
  sql: call => sql`(${call.argument(1)} - ${call.argument(0)})::numeric`,
}

/** Month arithmetic: a day that the month lacks becomes its last; with `sticky` a last day stays a last day. */
function shiftMonths(date: string, months: number, sticky: boolean): string | null {
  const { year, month, day } = civilDate(date)
  const total = year * 12 + month - 1 + months
  const toYear = Math.floor(total / 12)
  if (toYear < 1 || toYear > 9999) return null
  const toMonth = total - toYear * 12 + 1
  const last = daysInMonth(toYear, toMonth)
  const wasLast = sticky && day === daysInMonth(year, month)
  return fromDayNumber(dayNumber(toYear, toMonth, wasLast ? last : Math.min(day, last)))
}

function monthSql(call: SqlCall, perUnit: number, sticky: boolean): Sql {
  return call.once([0, 1], (date, count) => {
    const wanted = sql`${wholeSql(count as Sql, MANY_MONTHS)} * ${sql([String(perUnit)])}`
    const months = sql`GREATEST(${wanted}, -12 - 12 * extract(year from ${date})::int)`
    const plain = sql`(${date} + make_interval(months => ${months}))::date`
    const toLast = sql`(date_trunc('month', ${date}::timestamp) + make_interval(months => ${months} + 1, days => -1))::date`
    const wasLast = sql`extract(month from ${date} + 1) <> extract(month from ${date})`
    return dateInRange(sticky ? sql`(CASE WHEN ${wasLast} THEN ${toLast} ELSE ${plain} END)` : plain)
  })
}

/** As Salesforce's ADDMONTHS: from the last day of a month to the last day of another. */
const addMonths: Operation = {
  name: 'addMonths',
  arity: [2, 2],
  signatures: [{ parameters: ['date', 'number'], result: 'date' }],
  evaluate: (date: string | null, months: Decimal | null) =>
    date === null || months === null ? null : shiftMonths(date, toWhole(months, MANY_MONTHS), true),
  sql: call => monthSql(call, 1, true),
}

/** The same day in another year; 29 February becomes 28 February where it must. */
const addYears: Operation = {
  name: 'addYears',
  arity: [2, 2],
  signatures: [{ parameters: ['date', 'number'], result: 'date' }],
  evaluate: (date: string | null, years: Decimal | null) =>
    date === null || years === null ? null : shiftMonths(date, toWhole(years, MANY_MONTHS) * 12, false),
  sql: call => monthSql(call, 12, false),
}

export const dateArithmeticOperations: readonly Operation[] = [addDays, daysBetween, addMonths, addYears]
