import sql, { empty, join, raw, type Sql } from 'sql-template-tag'
import type { Query, SelectItem } from '../query/query.ts'
import { addValue, type Columns, openGroupColumns } from './plan-columns.ts'
import { conditionSql } from './plan-condition.ts'
import { queryError } from './plan-errors.ts'
import type { Expression } from './plan-field.ts'
import { isAggregateName, operandExpression, refuseUngrouped } from './plan-function.ts'
import { shownExpression } from './plan-label.ts'
import { type OrderKey, orderKey } from './plan-order.ts'
import type { Source } from './plan-source.ts'

/** An aggregate query: its columns and what stands behind WHERE. */
export interface Grouping {
  readonly columns: Columns
  readonly groupBy: Sql
  readonly having: Sql
  readonly keys: readonly OrderKey[]
}

const KINDS = { rollup: raw('ROLLUP'), cube: raw('CUBE') }

/** `SELECT COUNT() FROM X`, which answers a total and no records. */
export function isCount(query: Query): boolean {
  const [item] = query.select
  return (
    query.select.length === 1 && item?.kind === 'function' && isBareCount(item) && item.alias === undefined
  )
}

function isBareCount(item: Extract<SelectItem, { kind: 'function' }>): boolean {
  return item.name.toUpperCase() === 'COUNT' && item.path === undefined && item.of === undefined
}

/** True when the rows of the answer are groups. */
export function isGrouped(query: Query): boolean {
  return (
    query.groupBy !== undefined || query.select.some(item => item.kind === 'function' && hasAggregate(item))
  )
}

function hasAggregate(item: { readonly name: string; readonly of?: { readonly name: string } }): boolean {
  return isAggregateName(item.name) || (item.of !== undefined && hasAggregate(item.of))
}

export function planGroups(source: Source, query: Query): Grouping {
  const groups = new Map<string, Expression>()
  for (const operand of query.groupBy ?? []) {
    const expression = operandExpression(source, operand)
    checkGroupable(expression)
    groups.set(expression.key, expression)
  }
  const columns = openGroupColumns(source)
  addGroupValues(columns, query, groups)
  const keys = (query.orderBy ?? []).map(item => {
    const expression = operandExpression(source, item.operand)
    refuseUngrouped(expression, groups)
    return orderKey(source, item, expression)
  })
  const having = query.having
    ? sql` HAVING ${conditionSql(source, query.having, new Set(groups.keys()))}`
    : empty
  return { columns, groupBy: groupBySql(query, [...groups.values()]), having, keys }
}

function groupBySql({ groupKind = 'plain' }: Query, groups: readonly Expression[]): Sql {
  if (groups.length === 0) return empty
  const list = join(groups.map(group => group.sql))
  return groupKind === 'plain' ? sql` GROUP BY ${list}` : sql` GROUP BY ${KINDS[groupKind]} (${list})`
}

/** Unaliased functions are called expr0, expr1 …; grouped fields keep their names. */
function addGroupValues(columns: Columns, query: Query, groups: ReadonlyMap<string, Expression>): void {
  const { source, record } = columns
  let unnamed = 0
  for (const item of query.select) {
    if (item.kind !== 'field' && item.kind !== 'function') {
      throw queryError('MALFORMED_QUERY', 'a query with groups selects fields and functions only', query.from)
    }
    const expression = operandExpression(source, item)
    refuseUngrouped(expression, groups)
    const isFunction = item.kind === 'function'
    const shown = isFunction ? shownExpression(expression, item, source.context.timeZone) : expression
    const key = item.alias ?? (isFunction ? `expr${unnamed++}` : expression.name)
    if (record.entries.some(entry => entry.key === key)) {
      throw queryError('MALFORMED_QUERY', `duplicate alias: ${key}`, key)
    }
    addValue(columns, record.entries, key, shown)
  }
}

/** A function of a field may be grouped by whatever the field is. */
function checkGroupable({ field, name, key, isAggregate }: Expression): void {
  if (!isAggregate && (!field || field.fieldType.groupable || key.endsWith(')'))) return
  throw queryError('MALFORMED_QUERY', `field '${name}' can not be grouped in a query call`, name)
}
