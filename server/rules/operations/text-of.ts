import sql from 'sql-template-tag'
import { Decimal } from '../decimal.ts'
import { makeCall } from '../make-call.ts'
import type { Node, Operation, SqlCall } from '../operation.ts'
import type { RuleType, RuleValue } from '../rule.ts'

/** As Salesforce's TEXT writes values: a date-time as `YYYY-MM-DD HH:mm:ssZ`, a number without trailing zeros. */
export function printValue(value: RuleValue): string | null {
  if (value === null) return null
  if (typeof value === 'boolean') return value ? 'true' : 'false'
  if (value instanceof Decimal) return value.toFixed()
  return typeof value === 'string' ? value : value.join(';')
}

const SQL_BY_TYPE: Readonly<Partial<Record<RuleType, (call: SqlCall) => ReturnType<SqlCall['argument']>>>> = {
  number: call => sql`trim_scale(${call.argument(0)})::text`,
  boolean: call => sql`(${call.argument(0)})::text`,
  date: call => sql`to_char(${call.argument(0)}, 'YYYY-MM-DD')`,
  time: call => sql`to_char(${call.argument(0)}, 'HH24:MI:SS.MS')`,
}

export const textOf: Operation = {
  name: 'text',
  arity: [1, 1],
  signatures: [{ parameters: ['printable'], result: 'text', becomes: ([value]) => asText(value as Node) }],
  evaluate: printValue,
  sql: call => (SQL_BY_TYPE[call.node.args[0]?.type ?? 'text'] ?? (inner => inner.argument(0)))(call),
}

export const textOfInstant: Operation = {
  name: 'textOfInstant',
  arity: [1, 1],
  signatures: [{ parameters: ['datetime'], result: 'text' }],
  evaluate: (instant: string | null) => instant && `${instant.slice(0, 10)} ${instant.slice(11, 19)}Z`,
  sql: call => sql`to_char(${call.argument(0)} AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS"Z"')`,
}

export function toText(node: Node): Node {
  if (node.type === 'text' || node.type === 'id' || node.type === 'null') return node
  return makeCall(node.type === 'datetime' ? textOfInstant : textOf, 'text', [node])
}

/** An id becomes plain text: it can then be compared with what is no id. */
function asText(node: Node): Node {
  return node.type === 'id' ? makeCall(textOf, 'text', [node]) : node
}
