import sql, { raw, type Sql } from 'sql-template-tag'
import { Decimal, ExactDecimal, exact, SCALE } from '../decimal.ts'
import { widest } from '../number-bounds.ts'
import type { Node, NumberBounds, Operation } from '../operation.ts'
import { whenPresent, wholeSql } from '../sql-pieces.ts'
import { toWhole } from '../whole.ts'

function roundedBounds(args: readonly Node[]): NumberBounds {
  const { digits, scale } = widest(args.slice(0, 1))
  return { digits: Math.max(digits, SCALE) + 1, scale }
}

/** Rounds at a decimal place, which may be negative: -2 are hundreds. */
function roundAt(value: Decimal, places: number, rounding: Decimal.Rounding): Decimal {
  if (places >= 0) return exact(value).toDecimalPlaces(places, rounding)
  const unit = new ExactDecimal(10).pow(-places)
  return exact(value).div(unit).toDecimalPlaces(0, rounding).times(unit)
}

function placewise(name: string, rounding: Decimal.Rounding): Operation {
  return {
    name,
    arity: [1, 2],
    signatures: [
      { parameters: ['number'], result: 'number' },
      { parameters: ['number', 'number'], result: 'number' },
    ],
    bounds: roundedBounds,
    evaluate: (value: Decimal | null, places?: Decimal | null) => {
      if (value === null || places === null) return null
      return roundAt(value, places === undefined ? 0 : toWhole(places, SCALE), rounding)
    },
    sql: call => {
      const rounder = raw(name)
      if (call.node.args.length === 1) return sql`${rounder}(${call.argument(0)})`
      return whenPresent(
        call,
        (value, places) => sql`${rounder}(${value}, ${wholeSql(places as Sql, SCALE)})`,
      )
    },
  }
}

/** One number in, one number out. */
function numeric(name: string, compute: (value: Decimal) => Decimal, toSql: (value: Sql) => Sql): Operation {
  return {
    name,
    arity: [1, 1],
    signatures: [{ parameters: ['number'], result: 'number' }],
    bounds: roundedBounds,
    evaluate: (value: Decimal | null) => value && compute(exact(value)),
    sql: call => call.once([0], value => toSql(value as Sql)),
  }
}

const awayFromZero = (value: Decimal) => value.toDecimalPlaces(0, Decimal.ROUND_UP)

/** FLOOR and CEILING as Salesforce's: towards and away from zero; MFLOOR and MCEILING: down and up. */
export const roundingOperations: readonly Operation[] = [
  placewise('round', Decimal.ROUND_HALF_UP),
  placewise('trunc', Decimal.ROUND_DOWN),
  numeric(
    'abs',
    value => value.abs(),
    value => sql`abs(${value})`,
  ),
  numeric(
    'floor',
    value => value.trunc(),
    value => sql`trunc(${value})`,
  ),
  numeric('ceiling', awayFromZero, value => sql`(sign(${value}) * ceil(abs(${value})))`),
  numeric(
    'mfloor',
    value => value.floor(),
    value => sql`floor(${value})`,
  ),
  numeric(
    'mceiling',
    value => value.ceil(),
    value => sql`ceil(${value})`,
  ),
]
