import sql, { type Sql } from 'sql-template-tag'
import { areEqual } from '../compare-values.ts'
import type { Operation } from '../operation.ts'
import type { RuleType, RuleValue } from '../rule.ts'
import { inC } from '../sql-pieces.ts'

const SCALARS: readonly RuleType[] = ['text', 'id', 'number', 'boolean', 'date', 'datetime', 'time']

export function isBlank(value: RuleValue): boolean {
  return value === null || value === '' || (Array.isArray(value) && value.length === 0)
}

export const isBlankOperation: Operation = {
  name: 'isBlank',
  arity: [1, 1],
  signatures: [{ parameters: ['any'], result: 'boolean' }],
  neverBlank: true,
  evaluate: isBlank,
  sql: call => {
    const value = call.argument(0)
    if (call.node.args[0]?.type === 'list') return sql`(COALESCE(cardinality(${value}), 0) = 0)`
    return sql`(${value} IS NULL)`
  },
}

/** The value, or the second one when it is blank. */
export const blankValue: Operation = {
  name: 'blankValue',
  arity: [2, 2],
  signatures: [{ parameters: ['same', 'same'], result: 'same', isChoice: true, among: SCALARS }],
  results: () => [0, 1],
  passesValues: true,
  evaluate: (value: RuleValue, otherwise: RuleValue) => (isBlank(value) ? otherwise : value),
  sql: call => {
    const text = call.node.type === 'text' || call.node.type === 'id'
    const [value, otherwise] = call.arguments().map(arg => (text ? inC(arg) : arg)) as [Sql, Sql]
    return sql`COALESCE(${value}, ${otherwise})`
  },
}

/** Blank when both are equal, else the first. */
const nullValue: Operation = {
  name: 'nullValue',
  arity: [2, 2],
  signatures: [{ parameters: ['same', 'same'], result: 'same', among: SCALARS }],
  passesValues: true,
  evaluate: (value: RuleValue, other: RuleValue) => (areEqual(value, other) ? null : value),
  sql: call => {
    const [value, other] = call.arguments() as [Sql, Sql]
    const text = call.node.type === 'text' || call.node.type === 'id'
    return text ? sql`NULLIF(${inC(value)}, ${inC(other)})` : sql`NULLIF(${value}, ${other})`
  },
}

export const blankOperations: readonly Operation[] = [isBlankOperation, blankValue, nullValue]
