import type { Decimal } from './decimal.ts'

/** A whole number, cut towards zero and held within limits that keep PostgreSQL in range too. */
export function toWhole(value: Decimal, limit: number): number {
  return Math.max(-limit, Math.min(limit, value.trunc().toNumber()))
}
