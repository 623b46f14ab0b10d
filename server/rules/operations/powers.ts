import sql, { raw } from 'sql-template-tag'
import { type Decimal, ExactDecimal, exact, SCALE, toScale, ZERO } from '../decimal.ts'
import { widest } from '../number-bounds.ts'
import type { Operation } from '../operation.ts'

const RootDecimal = ExactDecimal.clone({ precision: 160 })

const sqrt: Operation = {
  name: 'sqrt',
  arity: [1, 1],
  signatures: [{ parameters: ['number'], result: 'number' }],
  bounds: args => ({ digits: widest(args).digits, scale: SCALE }),
  evaluate: (value: Decimal | null) =>
    value === null || (value.isNegative() && !value.isZero())
      ? null
      : exact(toScale(new RootDecimal(value).sqrt())),
  sql: call =>
    call.once([0], value => {
      const root = sql`round(sqrt(round(GREATEST(${value}, 0), 40)), 18)`
      return sql`(CASE WHEN ${value} >= 0 THEN ${root} END)`
    }),
}

const MOST_POWER = 64
const POWER_LIMIT = new ExactDecimal('1e30')

function raise(base: Decimal, exponent: Decimal): Decimal | null {
  if (!exponent.isInteger() || exponent.abs().gt(MOST_POWER)) return null
  if (base.isZero() && exponent.isNegative() && !exponent.isZero()) return null
  const result = exact(base).pow(exponent)
  return result.abs().lt(POWER_LIMIT) ? toScale(result) : null
}

/** Whole exponents from -64 to 64; blank for others and for results of 10^30 and more. */
const power: Operation = {
  name: 'power',
  arity: [2, 2],
  signatures: [{ parameters: ['number', 'number'], result: 'number' }],
  bounds: () => ({ digits: 30, scale: SCALE }),
  evaluate: (base: Decimal | null, exponent: Decimal | null) =>
    base === null || exponent === null ? null : raise(base, exponent),
  sql: call =>
    call.once([0, 1], (base, exponent) => {
      const whole = sql`(CASE WHEN ${exponent} = trunc(${exponent}) AND abs(${exponent}) <= 64 THEN ${exponent} END)`
      const safe = sql`power(round(NULLIF(${base}, 0), 60), ${whole})`
      const ofZero = sql`(CASE WHEN ${exponent} = 0 THEN 1 WHEN ${whole} > 0 THEN 0 END)`
      const result = sql`(CASE WHEN ${base} = 0 THEN ${ofZero}::numeric ELSE ${safe} END)`
      return sql`(SELECT CASE WHEN abs("r") < 1e30 THEN round("r", 18) END FROM (SELECT ${result} AS "r" OFFSET 0) AS "_power")`
    }),
}

/** Digits that are enough to round to 18 decimals: of logarithms, and of powers of e below 10^30. */
const LogDecimal = ExactDecimal.clone({ precision: 70 })

/** Of numbers above zero; blank for others. */
function logarithm(name: 'ln' | 'log10', compute: (value: Decimal) => Decimal): Operation {
  return {
    name,
    arity: [1, 1],
    signatures: [{ parameters: ['number'], result: 'number' }],
    bounds: () => ({ digits: 3, scale: SCALE }),
    evaluate: (value: Decimal | null) =>
      value?.gt(0) ? exact(toScale(compute(new LogDecimal(value)))).plus(ZERO) : null,
    // A number of 40 decimals has PostgreSQL compute as many.
    sql: call => sql`round(${raw(name)}(round(NULLIF(GREATEST(${call.argument(0)}, 0), 0), 40)), 18)`,
  }
}

const LARGEST_EXPONENT = 69

/** e to the power of a number; blank for results of 10^30 and more. */
const exp: Operation = {
  name: 'exp',
  arity: [1, 1],
  signatures: [{ parameters: ['number'], result: 'number' }],
  bounds: () => ({ digits: 30, scale: SCALE }),
  evaluate: (value: Decimal | null) => {
    if (value === null || value.gt(LARGEST_EXPONENT)) return null
    return value.lt(-LARGEST_EXPONENT) ? ZERO : exact(toScale(new LogDecimal(value).exp()))
  },
  sql: call =>
    call.once([0], value => {
      const most = raw(String(LARGEST_EXPONENT))
      const within = sql`round(LEAST(GREATEST(${value}, -${most}), ${most}), 40)`
      return sql`(CASE WHEN ${value} <= ${most} THEN round(exp(${within}), 18) END)`
    }),
}

export const powerOperations: readonly Operation[] = [
  sqrt,
  power,
  exp,
  logarithm('ln', value => value.ln()),
  logarithm('log10', value => value.log(10)),
]
