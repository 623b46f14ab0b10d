import sql, { empty, join, type Sql } from 'sql-template-tag'
import { columnRef } from '../../storage/sql/names.ts'
import { liveRows } from '../../storage/sql/order.ts'
import type { ComparisonOperator, Condition, Operand, Query } from '../query/query.ts'
import { seesNames } from '../seen-names.ts'
import { compareSql, includesSql, inSql } from './plan-compare.ts'
import { countSubquery, userSlot } from './plan-context.ts'
import { noSuchColumn, queryError } from './plan-errors.ts'
import { criterionOf, type Expression, fieldExpression, findField } from './plan-field.ts'
import { operandExpression, refuseUngrouped } from './plan-function.ts'
import { labelExpression } from './plan-label.ts'
import { lookupSql } from './plan-lookup-filter.ts'
import { searchSql } from './plan-search.ts'
import { findObject, fromClause, openSource, type Source, visibleSql } from './plan-source.ts'

/** HAVING: keys of what the rows are grouped by. */
type Groups = ReadonlySet<string> | undefined
type Kind = Condition['kind']
type Build<K extends Kind> = (
  source: Source,
  condition: Extract<Condition, { kind: K }>,
  groups: Groups,
) => Sql

/** One entry a kind of condition. Everything is two-valued: what is not true is false, so NOT of it is true. */
const CONDITIONS: { readonly [K in Kind]: Build<K> } = {
  and: (source, { of }, groups) => joinConditions(source, of, ' AND ', groups),
  or: (source, { of }, groups) => joinConditions(source, of, ' OR ', groups),
  not: (source, { of }, groups) => sql`(${conditionSql(source, of, groups)}) IS NOT TRUE`,
  compare: (source, { left, operator, right }, groups) =>
    compareSql(source.context, filterExpression(source, left, groups, operator), operator, right),
  in: (source, { left, not, values }, groups) =>
    inSql(source.context, filterExpression(source, left, groups), not, values),
  includes: (source, { left, not, values }, groups) =>
    includesSql(source.context, filterExpression(source, left, groups), not, values),
  semiJoin: (source, { left, not, query }) => semiJoinSql(source, left, not, query),
  search: (source, condition) => searchSql(source, condition),
  lookup: (source, condition) => lookupSql(source, condition),
}

/** A condition of WHERE, or with `groups` of HAVING, as a criterion. */
export function conditionSql(source: Source, condition: Condition, groups?: Groups): Sql {
  if (!Object.hasOwn(CONDITIONS, condition.kind)) {
    throw queryError('MALFORMED_QUERY', `unknown kind of condition: '${condition.kind}'`)
  }
  const build = CONDITIONS[condition.kind] as Build<Kind>
  return build(source, condition as never, groups)
}

function joinConditions(source: Source, of: readonly Condition[], word: string, groups: Groups): Sql {
  // Hooks may ask for none of several conditions.
  if (of.length === 0) return word === ' AND ' ? sql`TRUE` : sql`FALSE`
  return sql`(${join(
    of.map(condition => conditionSql(source, condition, groups)),
    word,
  )})`
}

function filterExpression(
  source: Source,
  operand: Operand,
  groups: Groups,
  operator?: ComparisonOperator,
): Expression {
  const expression = labelExpression(operandExpression(source, operand), operand, operator)
  if (groups) refuseUngrouped(expression, groups)
  else if (expression.isAggregate) {
    throw queryError(
      'MALFORMED_QUERY',
      `an aggregate function belongs into HAVING, not into WHERE`,
      expression.name,
    )
  }
  checkFilterable(expression)
  return expression
}

function checkFilterable({ field, name, isAggregate }: Expression): void {
  if (isAggregate || !field || field.fieldType.filterable) return
  throw queryError('INVALID_FIELD', `field '${name}' can not be filtered in a query call`, name)
}

/** WHERE of one level: its condition, the rows that may be seen, and the live ones. Undefined: all rows. */
export function whereSql(source: Source, query: Query, more: readonly Sql[] = []): Sql {
  return whereOf(source, [...more, ...askedFor(source, query)])
}

/** The same of parts that are there already. */
export function whereOf(source: Source, asked: readonly Sql[]): Sql {
  const rows = visibleSql(source)
  const parts = rows ? [...asked, sql`(${rows})`] : asked
  return parts.length === 0 ? empty : sql` WHERE ${join(parts, ' AND ')}`
}

/** What the query itself asks of rows. */
export function askedFor(source: Source, query: Query): readonly Sql[] {
  const { object, alias } = source.root
  const parts: Sql[] = []
  if (query.where) parts.push(conditionSql(source, query.where))
  if (query.filterScope === 'mine') parts.push(mineSql(source))
  if (query.listView !== undefined) parts.push(...listViewSql(source, query.listView))
  if (query.scope === 'live' && object.fields.get('isdeleted')?.column) parts.push(liveRows(alias))
  return parts
}

function mineSql({ root, context }: Source): Sql {
  const owner = root.object.fields.get('ownerid')
  if (!owner?.column || !context.access.field(owner, 'read'))
    throw noSuchColumn(root.object, 'OwnerId', 'OwnerId', context.access)
  return sql`${columnRef(root.alias, owner.column)} = ${userSlot(context)}`
}

/** The filter of a list view. Throws INVALID_FIELD for one that asks for what is hidden from whoever asks. */
function listViewSql(source: Source, name: string): readonly Sql[] {
  const { context, root } = source
  const view = root.object.listViews.get(name.toLowerCase())
  if (!view || !seesNames(context, root.object, view.filter)) {
    throw queryError('INVALID_FIELD', `${root.object.name} has no list view '${name}'.`, name)
  }
  return view.filter ? [criterionOf(source, view.filter)] : []
}

/**
 * `x IN (SELECT y …)` as a semi-join, `NOT IN` as an anti-join: rows of the subquery without a value count for
 * nothing, and a row without an x is in no list.
 */
function semiJoinSql(outer: Source, left: { readonly path: string }, not: boolean, query: Query): Sql {
  const { context } = outer
  countSubquery(context)
  const expression = fieldExpression(outer, left.path)
  checkFilterable(expression)
  const inner = openSource(context, findObject(context, query.from))
  const item = query.select[0]
  if (query.select.length !== 1 || item?.kind !== 'field') {
    throw queryError('MALFORMED_QUERY', 'a subquery of IN must select exactly one field', query.from)
  }
  if (query.groupBy || query.having || query.limit !== undefined || query.offset !== undefined) {
    throw queryError('MALFORMED_QUERY', 'a subquery of IN takes WHERE only', query.from)
  }
  const selected = fieldExpression(inner, item.path)
  checkFilterable(selected)
  if (selected.type.family !== expression.type.family) {
    const { field: outerField } = findField(outer, left.path)
    throw queryError(
      'MALFORMED_QUERY',
      `the inner select field '${item.path}' cannot be compared with the outer field '${outerField.name}'`,
      item.path,
    )
  }
  const equal = sql`${selected.type.comparable(selected.sql)} = ${expression.type.comparable(expression.sql)}`
  const where = whereSql(inner, query, [equal])
  const exists = sql`EXISTS (SELECT 1 FROM ${fromClause(inner)}${where})`
  return not ? sql`NOT ${exists}` : exists
}
