import { type Decimal, integerDigits, SCALE, STORED_DIGITS } from './decimal.ts'
import type { Node, NumberBounds } from './operation.ts'

const STORED: NumberBounds = Object.freeze({ digits: STORED_DIGITS, scale: SCALE })

export function boundsOf(node: Node): NumberBounds {
  if (node.kind === 'call') return node.bounds
  if (node.kind !== 'literal' || node.type !== 'number' || node.value === null) return STORED
  const value = node.value as Decimal
  return { digits: integerDigits(value), scale: value.decimalPlaces() }
}

/** As wide as the widest argument: what choosing, rounding and comparing operations give. */
export function widest(args: readonly Node[]): NumberBounds {
  const numbers = args.filter(arg => arg.type === 'number').map(boundsOf)
  if (numbers.length === 0) return STORED
  return {
    digits: Math.max(...numbers.map(bounds => bounds.digits)),
    scale: Math.max(...numbers.map(bounds => bounds.scale)),
  }
}
