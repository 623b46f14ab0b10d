import type { Node } from './operation.ts'

/** What json-logic-js is given: JsonLogic with constants that are not JSON (decimals, sets) in their places. */
export type Runnable = unknown

export function toRunnable(node: Node): Runnable {
  if (node.kind === 'literal') return node.value
  if (node.kind === 'reference') return node.prior ? { priorValue: node.path } : { var: node.path }
  if (node.kind === 'element') return { var: '' }
  if (node.kind === 'list') return node.items.map(toRunnable)
  return { [node.operation.name]: node.args.map(toRunnable) }
}
