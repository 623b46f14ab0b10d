import type { LiteralNode, Node } from './operation.ts'
import type { RuleType, RuleValue } from './rule.ts'

export function literal(type: RuleType, value: RuleValue): LiteralNode {
  return { kind: 'literal', type, value }
}

export const nullLiteral: LiteralNode = Object.freeze(literal('null', null))

/** May the value be null? Comparisons and logic always answer true or false. */
export function mayBeBlank(node: Node): boolean {
  if (node.kind === 'literal') return node.value === null
  if (node.kind === 'list') return false
  return node.kind !== 'call' || node.operation.neverBlank !== true
}

/** Values of the picklist that the node reads, if it reads one. */
export function allowedValues(node: Node): readonly string[] | undefined {
  if (node.kind === 'reference' || node.kind === 'element') return node.values
  if (node.kind !== 'call') return undefined
  const [passes, ...others] = node.operation.passesValues ? node.args : []
  const values = passes && allowedValues(passes)
  // What stands in for a blank may be none of them.
  return others.every(other => other.kind !== 'literal' || values?.includes(String(other.value)))
    ? values
    : undefined
}

export function someNode(node: Node, test: (node: Node) => boolean): boolean {
  if (test(node)) return true
  if (node.kind === 'call') return node.args.some(child => someNode(child, test))
  return node.kind === 'list' && node.items.some(child => someNode(child, test))
}
