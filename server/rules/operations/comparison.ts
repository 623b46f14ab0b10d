import sql, { raw, type Sql } from 'sql-template-tag'
import { areEqual, compareValues } from '../compare-values.ts'
import type { Node, Operation, SqlCall } from '../operation.ts'
import type { RuleType, RuleValue } from '../rule.ts'
import { inC } from '../sql-pieces.ts'

const EQUAL_TYPES: readonly RuleType[] = ['text', 'id', 'number', 'boolean', 'date', 'datetime', 'time']
export const ORDERED_TYPES: readonly RuleType[] = ['number', 'date', 'datetime', 'time', 'text', 'id']

function isText(node: Node): boolean {
  return node.type === 'text' || node.type === 'id'
}

function isValue(node: Node | undefined): boolean {
  return node?.kind === 'literal' && node.value !== null
}

/**
 * True, false or, where one side is a literal, null. A literal takes the column's own collation, so that the
 * column's index serves; equality is the same in every deterministic collation.
 */
export function equalSql(call: SqlCall): Sql {
  const [left, right] = call.node.args as [Node, Node]
  const [a, b] = call.arguments() as [Sql, Sql]
  if (isValue(left) || isValue(right)) return call.decided(sql`(${a} = ${b})`)
  if (isText(left)) return sql`(${inC(a)} IS NOT DISTINCT FROM ${inC(b)})`
  return sql`(${a} IS NOT DISTINCT FROM ${b})`
}

export const equal: Operation = {
  name: '==',
  arity: [2, 2],
  signatures: [{ parameters: ['same', 'same'], result: 'boolean', among: EQUAL_TYPES }],
  neverBlank: true,
  evaluate: areEqual,
  sql: equalSql,
}

const notEqual: Operation = {
  name: '!=',
  arity: [2, 2],
  signatures: [{ parameters: ['same', 'same'], result: 'boolean', among: EQUAL_TYPES }],
  neverBlank: true,
  evaluate: (left: RuleValue, right: RuleValue) => !areEqual(left, right),
  sql: call => {
    const [a, b] = call.arguments() as [Sql, Sql]
    if (isText(call.node.args[0] as Node)) return sql`(${inC(a)} IS DISTINCT FROM ${inC(b)})`
    return sql`(${a} IS DISTINCT FROM ${b})`
  },
}

type Test = (order: number) => boolean

/** `{"<": [a, b]}`, and `{"<": [a, b, c]}` for a < b < c. */
function ordering(name: string, test: Test, most: 2 | 3): Operation {
  return {
    name,
    arity: [2, most],
    signatures: [{ parameters: ['same', 'same'], rest: true, result: 'boolean', among: ORDERED_TYPES }],
    neverBlank: true,
    evaluate: (a: RuleValue, b: RuleValue, c?: RuleValue) =>
      test(compareValues(a, b)) && (c === undefined || test(compareValues(b, c))),
    sql: call => {
      const order = call.node.args.some(isText) ? inC : (value: Sql) => value
      const compare = (a: Sql, b: Sql) => sql`${order(a)} ${raw(name)} ${order(b)}`
      if (call.node.args.length === 2) {
        const [a, b] = call.arguments() as [Sql, Sql]
        return call.decided(sql`(${compare(a, b)})`)
      }
      const [a, , c] = call.arguments() as [Sql, Sql, Sql]
      return call.decided(call.once([1], b => sql`(${compare(a, b as Sql)} AND ${compare(b as Sql, c)})`))
    },
  }
}

export const lessThan = ordering('<', order => order < 0, 3)

export const comparisonOperations: readonly Operation[] = [
  equal,
  notEqual,
  lessThan,
  ordering('<=', order => order <= 0, 3),
  ordering('>', order => order > 0, 2),
  ordering('>=', order => order >= 0, 2),
]
