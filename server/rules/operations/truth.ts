import sql from 'sql-template-tag'
import { Decimal } from '../decimal.ts'
import { makeCall } from '../make-call.ts'
import { mayBeBlank } from '../node.ts'
import type { Node, Operation, SqlCall } from '../operation.ts'
import type { RuleValue } from '../rule.ts'

/** What counts as true: `true`, text that is not blank, a number other than zero, a list with elements. */
export function isTruthy(value: RuleValue): boolean {
  if (typeof value === 'boolean') return value
  if (value === null || value === undefined) return false
  if (typeof value === 'string') return value !== ''
  if (value instanceof Decimal) return !value.isZero()
  return value.length > 0
}

function truthSql(call: SqlCall) {
  const type = call.node.args[0]?.type
  const value = call.argument(0)
  if (type === 'boolean') return call.decided(value)
  if (type === 'number') return call.decided(sql`(${value} <> 0)`)
  if (type === 'list') return call.decided(sql`(cardinality(${value}) > 0)`)
  return sql`(${value} IS NOT NULL)`
}

export const truth: Operation = {
  name: '!!',
  arity: [1, 1],
  signatures: [{ parameters: ['any'], result: 'boolean' }],
  neverBlank: true,
  evaluate: isTruthy,
  sql: truthSql,
}

/** The node as a condition that is true or false, never blank. */
export function toCondition(node: Node): Node {
  if (node.type === 'boolean' && !mayBeBlank(node)) return node
  return makeCall(truth, 'boolean', [node])
}
