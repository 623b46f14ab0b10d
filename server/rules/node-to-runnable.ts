import { someNode } from './node.ts'
import type { LiteralNode, Node } from './operation.ts'
import type { RuleValue } from './rule.ts'

/** What json-logic-js is given: JsonLogic with constants that are not JSON (decimals, lists) in their places. */
export type Runnable = unknown

/** A list of literals. json-logic-js takes it as it stands: an object of two keys is no operation. */
export interface ConstantList {
  readonly items: readonly RuleValue[]
  readonly texts: ReadonlySet<string>
}

/** `compute` gives the value of a part that reads nothing, so that it is worked out once and not per record. */
export function toRunnable(node: Node, compute: (logic: Runnable) => RuleValue): Runnable {
  if (node.kind === 'literal') return node.value
  if (node.kind === 'reference') return node.prior ? { priorValue: node.path } : { var: node.path }
  if (node.kind === 'element') return { var: '' }
  if (node.kind === 'list') return listToRunnable(node.items, compute)
  const logic = { [node.operation.name]: node.args.map(arg => toRunnable(arg, compute)) }
  return isConstant(node) ? compute(logic) : logic
}

function listToRunnable(items: readonly Node[], compute: (logic: Runnable) => RuleValue): Runnable {
  if (!items.every((item): item is LiteralNode => item.kind === 'literal')) {
    return items.map(item => toRunnable(item, compute))
  }
  const values = items.map(item => item.value)
  return {
    items: values,
    texts: new Set(values.filter(value => typeof value === 'string')),
  } satisfies ConstantList
}

/** True for a part that reads neither the record nor the moment. */
export function isConstant(node: Node): boolean {
  return !someNode(node, part => {
    if (part.kind === 'reference' || part.kind === 'element') return true
    return part.kind === 'call' && part.operation.needsEnvironment === true
  })
}
