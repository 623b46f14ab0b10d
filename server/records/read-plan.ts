import sql, { empty, join, raw, type Sql } from 'sql-template-tag'
import type { Access } from '../access/access.ts'
import type { ObjectModel } from '../metadata/org-model.ts'
import { type PreparedSql, prepare } from '../storage/sql/slots.ts'
import type { QuerySlots } from './query/parser-state.ts'
import type { Query } from './query/query.ts'
import type { RecordOutput } from './read-output.ts'
import { compileJson, type WriteRecord } from './read-output-json.ts'
import { wholeNumber } from './read-plan-children.ts'
import { type Columns, openColumns } from './read-plan-columns.ts'
import { whereSql } from './read-plan-condition.ts'
import { makeContext, type PlanScope, type SlotSource } from './read-plan-context.ts'
import { queryError } from './read-plan-errors.ts'
import { firstPerSql } from './read-plan-first-per.ts'
import { isCount, isGrouped, planGroups } from './read-plan-group.ts'
import { type OrderKey, orderBySql, orderKeys, withTieBreaker } from './read-plan-order.ts'
import { addSelected } from './read-plan-select.ts'
import { findObject, fromClause, openSource, type Source } from './read-plan-source.ts'

/** As in Salesforce. */
export const MAX_OFFSET = 2_000
/** Totals of larger results are not counted further. */
export const MAX_TOTAL = 2_000_000

/** A frozen description of one read with access in it, for any values of its literals. */
export interface ReadPlan {
  readonly object: ObjectModel
  /** `count` is COUNT() alone; `groups` are aggregate results, which have no ids. */
  readonly kind: 'records' | 'groups' | 'count'
  readonly output: RecordOutput
  readonly writeRecord: WriteRecord
  readonly limit: number | undefined
  readonly offset: number
  /** One for each slot of the statements. */
  readonly sources: readonly SlotSource[]
  /** The rows from the query's offset on, `rows` at most (undefined: all). Compiled once per number. */
  readonly page: (rows: number | undefined) => PreparedSql
  /** The number of rows without limit and offset, up to MAX_TOTAL. */
  readonly total: () => PreparedSql
  /** For paging: everything between SELECT and LIMIT, and the keys of its order. Undefined for groups. */
  readonly paging: Paging | undefined
}

export interface Paging {
  readonly columns: readonly Sql[]
  readonly from: Sql
  readonly where: Sql
  readonly keys: readonly OrderKey[]
  readonly addSource: (source: SlotSource) => number
}

const noSlots: QuerySlots = { literals: new Map() }

export interface PlanOptions {
  /** Which literals of the query are read from the run's values. */
  readonly slots?: QuerySlots
  /** The query came as SOQL text: a date in quotes is refused. */
  readonly isText?: boolean
}

/** Compiles a query. Throws INVALID_TYPE, INVALID_FIELD or MALFORMED_QUERY for what the model does not have or allow. */
export function planRead(
  scope: PlanScope,
  access: Access,
  query: Query,
  options: PlanOptions = {},
): ReadPlan {
  const context = makeContext(scope, access, options.slots ?? noSlots, options.isText === true)
  const source = openSource(context, findObject(context, query.from))
  checkLimits(query)
  if (isCount(query)) return planCount(source, query)
  return isGrouped(query) ? planGrouped(source, query) : planRecords(source, query)
}

function checkLimits({ limit, offset }: Query): void {
  if (limit !== undefined) wholeNumber(limit)
  if (offset === undefined) return
  wholeNumber(offset)
  if (offset <= MAX_OFFSET) return
  throw queryError('NUMBER_OUTSIDE_VALID_RANGE', `Maximum SOQL offset allowed is ${MAX_OFFSET}`, 'OFFSET')
}

function planRecords(source: Source, query: Query): ReadPlan {
  if (query.having) throw queryError('MALFORMED_QUERY', 'HAVING needs GROUP BY', 'HAVING')
  const columns = openColumns(source)
  addSelected(columns, query)
  const asked = orderKeys(source, query.orderBy ?? [])
  const keys = withTieBreaker(source, asked)
  const where = whereSql(source, query)
  const firstPer = query.firstPer?.length
    ? firstPerSql(source, query.firstPer, columns, asked, where)
    : undefined
  const from = fromClause(source)
  const lock = query.forUpdate ? sql` FOR UPDATE OF ${raw(source.root.alias)}` : empty
  const body = firstPer ?? sql`SELECT ${join(columns.list)} FROM ${from}${where} ORDER BY ${orderBySql(keys)}`
  return finish(source, query, columns.record, {
    kind: 'records',
    body,
    after: firstPer ? empty : lock,
    counted: firstPer ?? sql`SELECT 1 FROM ${from}${where}`,
    paging: firstPer ? undefined : { columns: columns.list, from, where, keys, addSource: adder(source) },
  })
}

function planGrouped(source: Source, query: Query): ReadPlan {
  if (query.forUpdate) throw queryError('MALFORMED_QUERY', 'FOR UPDATE is not allowed with groups', 'UPDATE')
  const { columns, groupBy, having, keys } = planGroups(source, query)
  const where = whereSql(source, query)
  const orderBy = keys.length ? sql` ORDER BY ${orderBySql(keys)}` : empty
  const body = sql`SELECT ${join(columns.list)} FROM ${fromClause(source)}${where}${groupBy}${having}`
  return finish(source, query, columns.record, {
    kind: 'groups',
    body: sql`${body}${orderBy}`,
    after: empty,
    counted: body,
    paging: undefined,
  })
}

function planCount(source: Source, query: Query): ReadPlan {
  const where = whereSql(source, query)
  const limit = query.limit === undefined ? empty : sql` LIMIT ${raw(String(query.limit))}`
  const offset = query.offset === undefined ? empty : sql` OFFSET ${raw(String(query.offset))}`
  const counted = sql`SELECT 1 FROM ${fromClause(source)}${where}${limit}${offset}`
  const body =
    query.limit === undefined && query.offset === undefined
      ? sql`SELECT count(*) FROM ${fromClause(source)}${where}`
      : sql`SELECT count(*) FROM (${counted}) AS c`
  const record: Columns['record'] = { idColumn: -1, typeByPrefix: new Map(), entries: [] }
  const bare = { ...query, limit: undefined, offset: undefined }
  return finish(source, bare as never, record, {
    kind: 'count',
    body,
    after: empty,
    counted,
    paging: undefined,
  })
}

interface Parts {
  readonly kind: ReadPlan['kind']
  /** Without limit and offset. */
  readonly body: Sql
  /** Behind limit and offset. */
  readonly after: Sql
  /** What the total counts the rows of. */
  readonly counted: Sql
  readonly paging: Paging | undefined
}

function finish(source: Source, query: Query, output: RecordOutput, parts: Parts): ReadPlan {
  const { kind, body, after, counted, paging } = parts
  const offset = query.offset ?? 0
  const skip = offset === 0 ? empty : sql` OFFSET ${raw(String(offset))}`
  const pages = new Map<number | undefined, PreparedSql>()
  let total: PreparedSql | undefined
  return Object.freeze({
    object: source.root.object,
    kind,
    output,
    writeRecord: compileJson(output),
    limit: query.limit,
    offset,
    sources: source.context.sources,
    page: rows => {
      const known = pages.get(rows)
      if (known) return known
      const limit = rows === undefined ? empty : sql` LIMIT ${raw(String(rows))}`
      const made = prepare(sql`${body}${limit}${skip}${after}`)
      pages.set(rows, made)
      return made
    },
    total: () => {
      total ??= prepare(sql`SELECT count(*) FROM (${counted} LIMIT ${raw(String(MAX_TOTAL))}) AS c`)
      return total
    },
    paging,
  } satisfies ReadPlan)
}

function adder({ context }: Source): (source: SlotSource) => number {
  return added => context.sources.push(added) - 1
}
