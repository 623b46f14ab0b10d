import sql, { type Sql } from 'sql-template-tag'
import { formatInstant } from '../calendar.ts'
import { type Decimal, divide, ExactDecimal } from '../decimal.ts'
import type { Operation } from '../operation.ts'

const DAY = new ExactDecimal(86_400_000)
const MANY = 3_660_000

/** A date-time and a number of days, with decimals for parts of a day; rounded to milliseconds. */
export const addTime: Operation = {
  name: 'addTime',
  arity: [2, 2],
  signatures: [{ parameters: ['datetime', 'number'], result: 'datetime' }],
  evaluate: (instant: string | null, days: Decimal | null) => {
    if (instant === null || days === null || days.abs().gt(MANY)) return null
    return formatInstant(Date.parse(instant) + DAY.times(days).round().toNumber())
  },
  sql: call =>
    call.once([0, 1], (instant, days) => {
      const least = sql`DATE '0001-01-01' - (${instant} AT TIME ZONE 'UTC')::date - 1`
      const limited = sql`LEAST(GREATEST(${days}, COALESCE(${least}, 0)), 3660000)`
      const milliseconds = sql`round(${limited} * 86400000)`
      const moved = sql`((${instant} AT TIME ZONE 'UTC') + make_interval(days => div(${milliseconds}, 86400000)::int, secs => (mod(${milliseconds}, 86400000) / 1000)::double precision))`
      const inRange = sql`${moved} >= TIMESTAMP '0001-01-01' AND ${moved} < TIMESTAMP '10000-01-01'`
      return sql`(CASE WHEN ${days} IS NOT NULL AND ${inRange} THEN ${moved} AT TIME ZONE 'UTC' END)`
    }),
}

/** Days from the first date-time to the second, with decimals. */
export const timeBetween: Operation = {
  name: 'timeBetween',
  arity: [2, 2],
  signatures: [{ parameters: ['datetime', 'datetime'], result: 'number' }],
  bounds: () => ({ digits: 7, scale: 18 }),
  evaluate: (from: string | null, to: string | null) =>
    from === null || to === null ? null : divide(new ExactDecimal(Date.parse(to) - Date.parse(from)), DAY),
  sql: call => {
    const epoch = (value: Sql) => sql`extract(epoch from ${value})`
    const difference = sql`(${epoch(call.argument(1))} - ${epoch(call.argument(0))})`
    return sql`round(div(${difference} * 1e19, 86400) * 1e-19, 18)`
  },
}

export const datetimeArithmeticOperations: readonly Operation[] = [addTime, timeBetween]
