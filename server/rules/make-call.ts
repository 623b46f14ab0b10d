import { widest } from './number-bounds.ts'
import type { CallNode, Node, Operation } from './operation.ts'
import type { RuleType } from './rule.ts'

export function makeCall(operation: Operation, type: RuleType, args: readonly Node[]): CallNode {
  const bounds = (operation.bounds ?? widest)(args)
  return { kind: 'call', operation, type, args, bounds }
}
