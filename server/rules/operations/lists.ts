import sql, { type Sql } from 'sql-template-tag'
import { ExactDecimal } from '../decimal.ts'
import { makeCall } from '../make-call.ts'
import { allowedValues } from '../node.ts'
import type { CheckCall, ElementNode, Node, Operation } from '../operation.ts'
import type { RuleType } from '../rule.ts'
import { toCondition } from './truth.ts'

/**
 * JsonLogic's operations over the values of a multi-select picklist. Their rule sees the element alone, as
 * `{"var": ""}`. There is no `map` and no `reduce`: nothing bounds or types what they build up.
 */
function quantifier(name: string, type: RuleType, toSql: (list: Sql, condition: Sql) => Sql): Operation {
  const operation: Operation = {
    name,
    arity: [2, 2],
    check: call => checkQuantifier(call, operation, type),
    neverBlank: true,
    passesValues: true,
    sql: call => toSql(call.argument(0), call.argument(1)),
  }
  return operation
}

function checkQuantifier(call: CheckCall, operation: Operation, type: RuleType): Node | undefined {
  if (call.element) {
    const message = `\`${operation.name}\` cannot be used inside another list operation.`
    return call.report({ code: 'rule.invalid-reference', message })
  }
  const found = call.argument(0)
  const list = found && call.coerce(found, 'list', 0)
  if (!list) return undefined
  const values = allowedValues(list)
  const element: ElementNode = { kind: 'element', type: 'text', ...(values ? { values } : {}) }
  const condition = call.argument(1, element)
  return condition && makeCall(operation, type, [list, toCondition(condition)])
}

const elements = (list: Sql) => sql`unnest(${list}) WITH ORDINALITY AS "_element"("value", "position")`

/** How many values are chosen; 0 for blank. */
const count: Operation = {
  name: 'count',
  arity: [1, 1],
  signatures: [{ parameters: ['list'], result: 'number' }],
  neverBlank: true,
  bounds: () => ({ digits: 4, scale: 0 }),
  evaluate: (list: readonly string[] | null) => new ExactDecimal(list?.length ?? 0),
  sql: call => sql`COALESCE(cardinality(${call.argument(0)}), 0)::numeric`,
}

export const listOperations: readonly Operation[] = [
  count,
  quantifier(
    'some',
    'boolean',
    (list, condition) => sql`EXISTS (SELECT 1 FROM ${elements(list)} WHERE ${condition})`,
  ),
  quantifier(
    'none',
    'boolean',
    (list, condition) => sql`(NOT EXISTS (SELECT 1 FROM ${elements(list)} WHERE ${condition}))`,
  ),
  /** False for an empty list, as in JsonLogic. */
  quantifier(
    'all',
    'boolean',
    (list, condition) => sql`COALESCE((SELECT bool_and(${condition}) FROM ${elements(list)}), FALSE)`,
  ),
  quantifier(
    'filter',
    'list',
    (list, condition) =>
      sql`ARRAY(SELECT "_element"."value" FROM ${elements(list)} WHERE ${condition} ORDER BY "_element"."position")`,
  ),
]
