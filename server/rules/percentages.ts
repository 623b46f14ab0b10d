import { ExactDecimal } from './decimal.ts'
import { makeCall } from './make-call.ts'
import { literal } from './node.ts'
import type { Node } from './operation.ts'
import { times } from './operations/arithmetic.ts'

const HUNDRED = literal('number', new ExactDecimal(100))
const HUNDREDTH = literal('number', new ExactDecimal('0.01'))

/** 25 % as formula text computes with it: 0.25. */
export function toFraction(percents: Node): Node {
  return makeCall(times, 'number', [percents, HUNDREDTH])
}

/** What formula text computed, as the field holds it. */
export function toPercents(fraction: Node): Node {
  return makeCall(times, 'number', [fraction, HUNDRED])
}
