import sql, { join, type Sql } from 'sql-template-tag'
import { compareValues } from '../compare-values.ts'
import { type Decimal, divide, exact, SCALE, toScale, ZERO } from '../decimal.ts'
import { makeCall } from '../make-call.ts'
import { boundsOf, widest } from '../number-bounds.ts'
import type { Node, NumberBounds, Operation, Signature } from '../operation.ts'
import type { RuleType, RuleValue } from '../rule.ts'
import { addDays, daysBetween } from './date-arithmetic.ts'
import { addTime, timeBetween } from './datetime-arithmetic.ts'
import { MANY } from './logic.ts'
import { cat } from './text.ts'

type Numbers = readonly (Decimal | null)[]

const numbers: Signature = { parameters: ['number', 'number'], rest: true, result: 'number' }

function fold(values: Numbers, combine: (a: Decimal, b: Decimal) => Decimal): Decimal | null {
  let result: Decimal | null = null
  for (const value of values) {
    if (value === null) return null
    result = result === null ? exact(value) : combine(result, value)
  }
  return result
}

function sumBounds(args: readonly Node[]): NumberBounds {
  const { digits, scale } = widest(args)
  return { digits: digits + Math.ceil(Math.log10(args.length + 1)), scale }
}

function productBounds(args: readonly Node[]): NumberBounds {
  const all = args.map(boundsOf)
  const scale = all.reduce((sum, bounds) => sum + bounds.scale, 0)
  return { digits: all.reduce((sum, bounds) => sum + bounds.digits, 0), scale: Math.min(scale, SCALE) }
}

/** The shifted date for `date + days` and `date-time + days`, whichever argument is the date. */
function shifted(type: 'date' | 'datetime', dateAt: 0 | 1, negate = false): (args: readonly Node[]) => Node {
  return args => {
    const days = args[1 - dateAt] as Node
    const shift = negate ? makeCall(minus, 'number', [days]) : days
    return makeCall(type === 'date' ? addDays : addTime, type, [args[dateAt] as Node, shift])
  }
}

export const plus: Operation = {
  name: '+',
  arity: [1, MANY],
  signatures: [
    { parameters: ['number'], rest: true, result: 'number' },
    { parameters: ['date', 'number'], result: 'date', becomes: shifted('date', 0) },
    { parameters: ['number', 'date'], result: 'date', becomes: shifted('date', 1) },
    { parameters: ['datetime', 'number'], result: 'datetime', becomes: shifted('datetime', 0) },
    { parameters: ['number', 'datetime'], result: 'datetime', becomes: shifted('datetime', 1) },
    {
      parameters: ['text', 'text'],
      rest: true,
      result: 'text',
      becomes: args => makeCall(cat, 'text', args),
    },
  ],
  bounds: sumBounds,
  evaluate: (...values: Numbers) => fold(values, (a, b) => a.plus(b)),
  sql: call => sql`(${join(call.arguments(), ' + ')})`,
}

const minus: Operation = {
  name: '-',
  arity: [1, 2],
  signatures: [
    { parameters: ['number'], rest: true, result: 'number' },
    {
      parameters: ['date', 'date'],
      result: 'number',
      becomes: args => makeCall(daysBetween, 'number', [...args].reverse()),
    },
    {
      parameters: ['datetime', 'datetime'],
      result: 'number',
      becomes: args => makeCall(timeBetween, 'number', [...args].reverse()),
    },
    { parameters: ['date', 'number'], result: 'date', becomes: shifted('date', 0, true) },
    { parameters: ['datetime', 'number'], result: 'datetime', becomes: shifted('datetime', 0, true) },
  ],
  bounds: sumBounds,
  evaluate: (...values: Numbers) =>
    values.length === 1 ? (values[0] ? exact(values[0]).neg() : null) : fold(values, (a, b) => a.minus(b)),
  sql: call => {
    const [a, b] = call.arguments() as [Sql, Sql?]
    return b ? sql`(${a} - ${b})` : sql`(- ${a})`
  },
}

export const times: Operation = {
  name: '*',
  arity: [1, MANY],
  signatures: [{ ...numbers, parameters: ['number'] }],
  bounds: productBounds,
  evaluate: (...values: Numbers) => fold(values, (a, b) => toScale(a.times(b))),
  sql: call => {
    let scale = 0
    return call.node.args.reduce((product: Sql | undefined, arg, index) => {
      const factor = call.argument(index)
      scale += boundsOf(arg).scale
      if (!product) return factor
      const fits = scale <= SCALE
      scale = Math.min(scale, SCALE)
      return fits ? sql`(${product} * ${factor})` : sql`round(${product} * ${factor}, 18)`
    }, undefined) as Sql
  },
}

/** Digits of a quotient: a divisor may be as small as its scale allows. */
function quotientBounds([dividend, divisor]: readonly Node[]): NumberBounds {
  const { digits } = boundsOf(dividend as Node)
  const known = divisor?.kind === 'literal' && divisor.value !== null ? (divisor.value as Decimal) : undefined
  const growth = known ? (known.isZero() ? 0 : Math.max(0, -known.e)) : boundsOf(divisor as Node).scale
  return { digits: digits + growth, scale: SCALE }
}

const over: Operation = {
  name: '/',
  arity: [2, 2],
  signatures: [{ parameters: ['number', 'number'], result: 'number' }],
  bounds: quotientBounds,
  evaluate: (a: Decimal | null, b: Decimal | null) => (a === null || b === null ? null : divide(a, b)),
  sql: call => {
    const [a, b] = call.arguments()
    return sql`round(div(${a} * 1e19, NULLIF(${b}, 0)) * 1e-19, 18)`
  },
}

/** The sign of the result is the dividend's; blank for a divisor of zero. */
const remainder: Operation = {
  name: '%',
  arity: [2, 2],
  signatures: [{ parameters: ['number', 'number'], result: 'number' }],
  evaluate: (a: Decimal | null, b: Decimal | null) =>
    a === null || b === null || b.isZero() ? null : exact(a).mod(b).plus(ZERO),
  sql: call => {
    const [a, b] = call.arguments()
    return sql`mod(${a}, NULLIF(${b}, 0))`
  },
}

const EXTREME_TYPES: readonly RuleType[] = ['number', 'date', 'datetime', 'time']

/** The least or greatest; blank when any is blank. */
function extreme(name: 'min' | 'max', keeps: (order: number) => boolean): Operation {
  const choose = sql([name === 'min' ? 'LEAST' : 'GREATEST'])
  return {
    name,
    arity: [1, 20],
    signatures: [{ parameters: ['same'], rest: true, result: 'same', among: EXTREME_TYPES }],
    evaluate: (...values: RuleValue[]) => {
      let best = values[0] as RuleValue
      for (const value of values) {
        if (value === null) return null
        if (keeps(compareValues(value, best))) best = value
      }
      return best
    },
    sql: call => {
      const indexes = call.node.args.map((_, index) => index)
      return call.once(indexes, (...values) => {
        const all = values.map(value => sql`${value} IS NOT NULL`)
        return sql`(CASE WHEN ${join(all, ' AND ')} THEN ${choose}(${join(values)}) END)`
      })
    },
  }
}

export const arithmeticOperations: readonly Operation[] = [
  plus,
  minus,
  times,
  over,
  remainder,
  extreme('min', order => order < 0),
  extreme('max', order => order > 0),
]
