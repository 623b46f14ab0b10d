import sql, { join, raw, type Sql } from 'sql-template-tag'
import type { Columns } from './plan-columns.ts'
import { fieldExpression } from './plan-field.ts'
import { keySql, type OrderKey, orderBySql, withTieBreaker } from './plan-order.ts'
import { fromClause, type Source } from './plan-source.ts'

/** What rows have in common of which the first is kept. */
export function firstPerKeys(source: Source, fields: readonly string[]): readonly Sql[] {
  return fields
    .map(path => fieldExpression(source, path))
    .map(({ sql: value, type }) => type.comparable(value))
}

/**
 * The first row, by the order that was asked for, of each combination of the fields. When the order begins with the
 * fields the rows come out in it; otherwise they are brought into it afterwards.
 */
export function firstPerSql(
  source: Source,
  fields: readonly string[],
  columns: Columns,
  asked: readonly OrderKey[],
  where: Sql,
): Sql {
  const per = firstPerKeys(source, fields)
  const keys = withTieBreaker(source, asked)
  const isOrdered = per.every((expression, index) => keys[index]?.sql.text === expression.text)
  const perKeys = per.map(expression => ({
    sql: expression,
    descending: false,
    nullsFirst: true,
    isId: false,
  }))
  const inner = isOrdered ? keys : [...perKeys, ...keys]
  const distinct = (list: readonly Sql[]): Sql =>
    sql`SELECT DISTINCT ON (${join(per)}) ${join(list)} FROM ${fromClause(source)}${where} ORDER BY ${orderBySql(inner)}`
  if (isOrdered) return distinct(columns.list)
  const named = [...columns.list, ...keys.map(key => key.sql)].map(
    (value, index) => sql`${value} AS ${raw(`c${index}`)}`,
  )
  const outer = columns.list.map((_, index) => raw(`r.c${index}`))
  const order = keys.map((key, index) => keySql({ ...key, sql: raw(`r.c${columns.list.length + index}`) }))
  return sql`SELECT ${join(outer)} FROM (${distinct(named)}) AS r ORDER BY ${join(order)}`
}
