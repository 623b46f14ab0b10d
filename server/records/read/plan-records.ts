import sql, { empty, join, raw, type Sql } from 'sql-template-tag'
import { columnRef, tableRef } from '../../storage/sql/names.ts'
import type { Query } from '../query/query.ts'
import { openColumns } from './plan-columns.ts'
import { compilePlan, type ReadPlan } from './plan-compiled.ts'
import { whereSql } from './plan-condition.ts'
import { queryError } from './plan-errors.ts'
import { firstPerSql } from './plan-first-per.ts'
import { limitSql } from './plan-limit.ts'
import { keyText, orderBySql, orderKeys, withTieBreaker } from './plan-order.ts'
import { addSelected } from './plan-select.ts'
import { fromClause, type Join, joinsSql, type Place, type Source } from './plan-source.ts'

/** A query whose rows are records. */
export function planRecords(source: Source, query: Query): ReadPlan {
  if (query.having) throw queryError('MALFORMED_QUERY', 'HAVING needs GROUP BY', 'HAVING')
  const asked = orderKeys(source, query.orderBy ?? [])
  const where = whereSql(source, query)
  const isAlone = source.joins.length === 0
  const columns = openColumns(source)
  addSelected(columns, query)
  if (query.firstPer?.length) {
    const first = firstPerSql(source, query.firstPer, columns, asked, where)
    const page = (rows: number | undefined): Sql => sql`${first}${limitSql(rows, query.offset)}`
    return compilePlan(source, query, { kind: 'records', output: columns.record, page, counted: first })
  }
  const { list } = columns
  const keys = withTieBreaker(source, asked)
  const from = fromClause(source)
  const orderBy = sql` ORDER BY ${orderBySql(keys)}`
  const lock = query.forUpdate ? sql` FOR UPDATE OF ${raw(source.root.alias)}` : empty
  const joinsLate = isAlone && source.joins.length > 0 && !query.forUpdate
  const select = (selected: readonly Sql[], order: Sql, rows: number | undefined): Sql => {
    const rest = sql`${where}${order}${limitSql(rows, query.offset)}`
    if (joinsLate && rows !== undefined) return lateJoins(source, selected, rest, order, rows)
    return sql`SELECT ${join(selected)} FROM ${from}${rest}${lock}`
  }
  // Without an order any rows will do, unless further ones are to follow.
  const needsOrder = asked.length > 0 || query.offset
  return compilePlan(source, query, {
    kind: 'records',
    output: columns.record,
    page: rows => select(list, needsOrder || rows !== query.limit ? orderBy : empty, rows),
    counted: sql`SELECT 1 FROM ${from}${where}`,
    paging: {
      first: rows => select([...list, ...keys.map(keyText)], orderBy, rows),
      columns: list,
      from,
      where,
      keys,
    },
  })
}

/** Up to so many rows each parent is looked up by itself. */
const FEW = 500

/**
 * Parents that are shown only are joined to the rows of the page, not to all rows that the filter finds: without
 * an index for the order, PostgreSQL would do the latter. For few rows it reads the parents by their ids, where it
 * would rather read a whole table otherwise.
 */
function lateJoins(source: Source, list: readonly Sql[], rest: Sql, order: Sql, rows: number): Sql {
  const { root, joins, context } = source
  const alias = raw(root.alias)
  const used = usedColumns(root, [...list, order, ...joins.map(({ on }) => on)])
  const page = sql`SELECT ${join(used)} FROM ${tableRef(context.schema, root.object.table)} ${alias}${rest}`
  const parents = rows > FEW ? joinsSql(joins) : join(joins.map(lateralJoin), ' ')
  return sql`SELECT ${join(list)} FROM (${page}) AS ${alias} ${parents}${order}`
}

/** The root's columns that the fragments name: a row of all columns is much to carry. */
function usedColumns({ object, alias }: Place, fragments: readonly Sql[]): readonly Sql[] {
  const text = fragments.map(({ sql: part }) => part).join()
  const columns = [...object.fields.values()].flatMap(({ column }) => column ?? [])
  return [...new Set(columns)]
    .map(column => columnRef(alias, column))
    .filter(({ sql: name }) => text.includes(name))
}

/** OFFSET 0 keeps PostgreSQL from making an ordinary join of it, and costs nothing when it runs. */
function lateralJoin({ table, alias, on }: Join): Sql {
  const name = raw(alias)
  return sql`LEFT JOIN LATERAL (SELECT * FROM ${table} ${name} WHERE ${on} OFFSET 0) AS ${name} ON true`
}
