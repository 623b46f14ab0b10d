import sql, { join, type Sql } from 'sql-template-tag'
import type { Access } from '../../access/access.ts'
import type { RowUse } from '../../access/row-scope.ts'
import type { QuerySlots } from '../query/parser-state.ts'
import type { Query } from '../query/query.ts'
import type { RecordOutput } from './output.ts'
import { compilePlan, type ReadPlan } from './plan-compiled.ts'
import { whereSql } from './plan-condition.ts'
import { makeContext, type PlanScope } from './plan-context.ts'
import { queryError } from './plan-errors.ts'
import { firstPerKeys } from './plan-first-per.ts'
import { isCount, isGrouped, planGroups } from './plan-group.ts'
import { checkLimits, limitSql } from './plan-limit.ts'
import { orderBySql } from './plan-order.ts'
import { planRecords } from './plan-records.ts'
import { findObject, fromClause, openSource, type Source } from './plan-source.ts'

const COUNT_OF_GROUPS = 'COUNT() counts rows: with GROUP BY count a field, such as COUNT(Id)'

const noSlots: QuerySlots = { literals: new Map() }

export interface PlanOptions {
  /** Which literals of the query are read from the run's values. */
  readonly slots?: QuerySlots
  /** The query came as SOQL text: a date in quotes is refused. */
  readonly isText?: boolean
  readonly use?: RowUse | undefined
}

/** Compiles a query. Throws INVALID_TYPE, INVALID_FIELD or MALFORMED_QUERY for what the model does not have or allow. */
export function planRead(
  scope: PlanScope,
  access: Access,
  query: Query,
  options: PlanOptions = {},
): ReadPlan {
  const context = makeContext(scope, access, options.slots ?? noSlots, options.isText === true)
  const source = openSource(context, findObject(context, query.from), options.use, query.amongNewest)
  checkLimits(query)
  if (isCount(query)) return planCount(source, query)
  return isGrouped(query) ? planGrouped(source, query) : planRecords(source, query)
}

function planGrouped(source: Source, query: Query): ReadPlan {
  if (query.forUpdate) throw queryError('MALFORMED_QUERY', 'FOR UPDATE is not allowed with groups', 'UPDATE')
  const { columns, groupBy, having, keys } = planGroups(source, query)
  const where = whereSql(source, query)
  const groups = sql`SELECT ${join(columns.list)} FROM ${fromClause(source)}${where}${groupBy}${having}`
  const ordered = keys.length > 0 ? sql`${groups} ORDER BY ${orderBySql(keys)}` : groups
  const page = (rows: number | undefined): Sql => sql`${ordered}${limitSql(rows, query.offset)}`
  return compilePlan(source, query, { kind: 'groups', output: columns.record, page, counted: groups })
}

/** LIMIT and OFFSET are about the rows that are counted. */
function planCount(source: Source, query: Query): ReadPlan {
  const { limit, offset, firstPer = [] } = query
  if (query.groupBy) throw queryError('MALFORMED_QUERY', COUNT_OF_GROUPS, 'COUNT')
  const where = whereSql(source, query)
  const counted = firstPer.length === 0 ? sql`1` : sql`DISTINCT ${join(firstPerKeys(source, firstPer))}`
  const rows = sql`SELECT ${counted} FROM ${fromClause(source)}${where}${limitSql(limit, offset)}`
  const isLimited = limit !== undefined || offset !== undefined || firstPer.length > 0
  const total = isLimited
    ? sql`SELECT count(*) FROM (${rows}) AS c`
    : sql`SELECT count(*) FROM ${fromClause(source)}${where}`
  const output: RecordOutput = { idColumn: -1, typeByPrefix: new Map(), entries: [] }
  return compilePlan(
    source,
    { select: query.select },
    { kind: 'count', output, page: () => total, counted: rows },
  )
}
