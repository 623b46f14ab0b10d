import type { Decimal } from './decimal.ts'
import type { LiteralNode, Node } from './operation.ts'
import type { Rule } from './rule.ts'

/** The tree as plain JsonLogic: literals in rule form, formulas inlined, numbers without loss. */
export function toLogic(node: Node): Rule {
  if (node.kind === 'literal') return literalToLogic(node)
  if (node.kind === 'reference') return node.prior ? { priorValue: node.path } : { var: node.path }
  if (node.kind === 'element') return { var: '' }
  if (node.kind === 'list') return node.items.map(toLogic)
  return { [node.operation.name]: node.args.map(toLogic) }
}

/** A number that a JSON number cannot hold goes as `{"value": "12345678901234567.89"}`. */
function literalToLogic({ type, value }: LiteralNode): Rule {
  if (type !== 'number' || value === null) return value as Rule
  const decimal = value as Decimal
  const number = decimal.toNumber()
  return decimal.eq(number) ? number : { value: decimal.toFixed() }
}
