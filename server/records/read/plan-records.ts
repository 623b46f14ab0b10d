import sql, { empty, raw, type Sql } from 'sql-template-tag'
import type { Query } from '../query/query.ts'
import { openColumns } from './plan-columns.ts'
import { compilePlan, type ReadPlan } from './plan-compiled.ts'
import { askedFor, whereOf } from './plan-condition.ts'
import { queryError } from './plan-errors.ts'
import { firstPerSql } from './plan-first-per.ts'
import { limitSql } from './plan-limit.ts'
import { keyText, orderKeys, withTieBreaker } from './plan-order.ts'
import { type PageFrame, pageSql } from './plan-page.ts'
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
  const lock = query.forUpdate ? sql` FOR UPDATE OF ${raw(source.root.alias)}` : empty
  const frame: PageFrame = { source, isAlone, from, lock, isFiltered: visibleSql(source) !== undefined }
  const part = { filter, keys, offset: query.offset, isRare: query.isRare }
  const withKeys = [...list, ...keys.map(keyText)]
  // Without an order any rows will do, unless further ones are to follow.
  const needsOrder = asked.length > 0 || query.offset
  return compilePlan(source, query, {
    kind: 'records',
    output: columns.record,
    page: rows => {
      const isOrdered = needsOrder || rows !== query.limit
      return pageSql(frame, list, { ...part, rows, keys: isOrdered ? keys : [] })
    },
    counted: sql`SELECT 1 FROM ${from}${where}`,
    paging: {
      first: rows => pageSql(frame, withKeys, { ...part, rows }),
      behind: (after, rows, skip) =>
        pageSql(frame, withKeys, { keys, rows, filter: [...filter, after], offset: skip }),
      columns: list,
      keys,
    },
  })
}
