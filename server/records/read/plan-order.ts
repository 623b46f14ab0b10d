import sql, { join, type Sql } from 'sql-template-tag'
import { columnRef } from '../../storage/sql/names.ts'
import { orderDirectionSql } from '../../storage/sql/order.ts'
import type { Operand, OrderItem } from '../query/query.ts'
import { misplacedAggregate, queryError } from './plan-errors.ts'
import type { Expression } from './plan-field.ts'
import { operandExpression } from './plan-function.ts'
import type { Source } from './plan-source.ts'

/** One key of an order. */
export interface OrderKey {
  readonly sql: Sql
  readonly descending: boolean
  readonly nullsFirst: boolean
  /** A record id: never null. */
  readonly isId: boolean
}

/** The keys of ORDER BY as the indexes are built for them. */
export function orderKeys(source: Source, items: readonly OrderItem[]): readonly OrderKey[] {
  return items.map(item => {
    const expression = operandExpression(source, item.operand)
    if (expression.isAggregate) throw misplacedAggregate(nameOf(item.operand, expression))
    return orderKey(source, item, expression)
  })
}

export function orderKey(source: Source, item: OrderItem, expression: Expression): OrderKey {
  const { field, isAggregate, name } = expression
  if (field && !isAggregate && !field.fieldType.sortable) {
    throw queryError('INVALID_FIELD', `field '${name}' can not be sorted in a query call`, name)
  }
  const isId = expression.sql.text === idOf(source).text
  const nullsFirst = (item.nulls ?? (item.descending ? 'last' : 'first')) === 'first'
  return { sql: sortSql(item, expression), descending: item.descending, nullsFirst, isId }
}

/** A field's own order, where its type has one: picklists are in the order of their values. */
function sortSql({ operand }: OrderItem, { sql: value, type, field }: Expression): Sql {
  const sortKey = operand.kind === 'field' ? field?.fieldType.sortKey : undefined
  return field && sortKey ? sortKey(value, field) : type.comparable(value)
}

function nameOf(operand: Operand, { name }: Expression): string {
  return operand.kind === 'function' ? operand.name : name
}

/** With the record id as the last key, in the direction of the key before it: the order is then total. */
export function withTieBreaker(source: Source, keys: readonly OrderKey[]): readonly OrderKey[] {
  if (keys.some(key => key.isId)) return keys
  const descending = keys.at(-1)?.descending ?? false
  return [...keys, { sql: idOf(source), descending, nullsFirst: false, isId: true }]
}

export function orderBySql(keys: readonly OrderKey[]): Sql {
  return join(keys.map(keySql))
}

/** Ids say nothing of nulls, as the indexes do. */
export function keySql({ sql: expression, descending, nullsFirst, isId }: OrderKey): Sql {
  if (isId) return descending ? sql`${expression} DESC` : expression
  return sql`${expression} ${orderDirectionSql(descending, nullsFirst ? 'first' : 'last')}`
}

/** A key's value as a position keeps it. */
export function keyText({ sql: expression }: OrderKey): Sql {
  return sql`(${expression})::text`
}

export function idOf({ root }: Source): Sql {
  return columnRef(root.alias, 'id')
}
