import sql, { empty, join, raw, type Sql } from 'sql-template-tag'
import type { Query } from '../query/query.ts'
import { openColumns } from './plan-columns.ts'
import { compilePlan, type ReadPlan } from './plan-compiled.ts'
import { askedFor, whereOf } from './plan-condition.ts'
import { queryError } from './plan-errors.ts'
import { firstPerSql } from './plan-first-per.ts'
import { limitSql } from './plan-limit.ts'
import { keyText, orderBySql, orderKeys, withTieBreaker } from './plan-order.ts'
import { FEW, idsFirst, lateJoins, pageOfIds } from './plan-page.ts'
import { addSelected } from './plan-select.ts'
import { fromClause, type Source, visibleSql } from './plan-source.ts'

/** A query whose rows are records. */
export function planRecords(source: Source, query: Query): ReadPlan {
  if (query.having) throw queryError('MALFORMED_QUERY', 'HAVING needs GROUP BY', 'HAVING')
  const asked = orderKeys(source, query.orderBy ?? [])
  const filter = askedFor(source, query)
  const where = whereOf(source, filter)
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
  const isFiltered = visibleSql(source) !== undefined
  const select = (selected: readonly Sql[], order: Sql, rows: number | undefined): Sql => {
    const rest = sql`${where}${order}${limitSql(rows, query.offset, query.isRare)}`
    const isPage = isAlone && rows !== undefined && !query.forUpdate
    if (isPage && isFiltered && rows <= FEW) {
      const { offset, isRare } = query
      const ordered = order === empty ? [] : keys
      const ids = pageOfIds(source, { filter, keys: ordered, rows, offset, isRare })
      return idsFirst(source, selected, ids, order)
    }
    if (isPage && source.joins.length > 0) return lateJoins(source, selected, rest, order, rows)
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
