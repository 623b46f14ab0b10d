import { Decimal } from 'decimal.js'

/**
 * The arithmetic of rules. Sums, differences and products are exact; quotients, powers and roots are rounded half
 * away from zero to `SCALE` decimals, as PostgreSQL's `round(numeric, n)` does, so that both give the same digits.
 */
export const SCALE = 18

/** Digits before the decimal point that a number may reach, by its static bound. */
export const MAX_DIGITS = 200

/** Digits before the decimal point of a stored number. */
export const STORED_DIGITS = 20

export const ExactDecimal = Decimal.clone({
  defaults: true,
  precision: 300,
  rounding: Decimal.ROUND_HALF_UP,
  toExpNeg: -9e15,
  toExpPos: 9e15,
})

export const ZERO = new ExactDecimal(0)

const GUARD = new ExactDecimal(10).pow(SCALE + 1)

/** The same number with the precision of rules: a Decimal made elsewhere rounds by its own constructor. */
export function exact(value: Decimal): Decimal {
  return value.constructor === ExactDecimal ? value : new ExactDecimal(value)
}

export function toScale(value: Decimal): Decimal {
  return value.decimalPlaces() > SCALE ? value.toDecimalPlaces(SCALE) : value
}

/** Null when the divisor is zero. One guard digit, cut off, is enough to round the quotient right. */
export function divide(dividend: Decimal, divisor: Decimal): Decimal | null {
  if (divisor.isZero()) return null
  return toScale(exact(dividend).times(GUARD).divToInt(divisor).div(GUARD))
}

/** Digits before the decimal point: 0 for 0.05. */
export function integerDigits(value: Decimal): number {
  return value.isZero() ? 0 : Math.max(0, value.e + 1)
}

export { Decimal }
