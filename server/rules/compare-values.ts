import { Decimal } from './decimal.ts'
import type { RuleValue } from './rule.ts'

/** Order of code points, as COLLATE "C" has it; JavaScript's own order is that of UTF-16 units. */
export function compareText(left: string, right: string): number {
  const length = Math.min(left.length, right.length)
  for (let i = 0; i < length; i++) {
    const a = left.charCodeAt(i)
    const b = right.charCodeAt(i)
    if (a !== b) return codePointRank(a) - codePointRank(b)
  }
  return left.length - right.length
}

/** Surrogates stand for code points above all others of one unit. */
function codePointRank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit
}

/** Two blanks are equal; a blank and a value are not. */
export function areEqual(left: RuleValue, right: RuleValue): boolean {
  if (left === right) return true
  if (left === null || right === null || typeof left !== 'object' || typeof right !== 'object') return false
  if (left instanceof Decimal) return right instanceof Decimal && left.eq(right)
  if (right instanceof Decimal || left.length !== right.length) return false
  return left.every((element, index) => element === right[index])
}

/** Below zero: less. NaN when either is blank, so that every comparison of it is false. */
export function compareValues(left: RuleValue, right: RuleValue): number {
  if (typeof left === 'string' && typeof right === 'string') return compareText(left, right)
  if (left instanceof Decimal && right instanceof Decimal) return left.cmp(right)
  return Number.NaN
}
