import type { Condition, Literal, Operand, OrderItem, Query, SelectItem } from '../../records/query/query.ts'
import { type QueryCall, ROWS_PER_MESSAGE, type TableColumn } from '../protocol.ts'
import type { Calls } from './calls.ts'
import { toLiteral } from './literals.ts'
import { type Row, toRows } from './row-table.ts'

type Direction = 'asc' | 'desc'
type Triple = readonly [path: string, operator: string, value: unknown]

/** A query that can still be refined; every step gives a new one, so that a part can be used twice. */
export interface QueryBuilder {
  readonly query: Query
  select(...paths: readonly string[]): QueryBuilder
  where(path: string, operator: string, value: unknown): QueryBuilder
  whereAny(conditions: readonly Triple[]): QueryBuilder
  orderBy(path: string, direction?: Direction, nulls?: 'first' | 'last'): QueryBuilder
  groupBy(...paths: readonly string[]): QueryBuilder
  aggregate(name: string, path: string, alias: string): QueryBuilder
  firstPer(...paths: readonly string[]): QueryBuilder
  limit(rows: number): QueryBuilder
  offset(rows: number): QueryBuilder
  withDeleted(): QueryBuilder
  forUpdate(): QueryBuilder
  rows(): Promise<readonly Row[]>
  first(): Promise<Row | null>
  count(): Promise<number>
  stream(): AsyncGenerator<Row>
}

const AGGREGATES = ['sum', 'min', 'max', 'avg', 'countOf', 'countDistinct'] as const
const FUNCTION_OF: Readonly<Record<string, string>> = { countOf: 'COUNT', countDistinct: 'COUNT_DISTINCT' }

export function makeBuilder(calls: Calls, invocation: number, query: Query): QueryBuilder {
  const next = (change: Partial<Query>): QueryBuilder =>
    makeBuilder(calls, invocation, Object.freeze({ ...query, ...change }))
  const add = (item: SelectItem): QueryBuilder => next({ select: [...query.select, item] })
  const run = (of: Query): Promise<readonly Row[]> => runQuery(calls, invocation, of)
  const aggregates = AGGREGATES.map(name => [
    name,
    (path: string, alias: string) =>
      add({ kind: 'function', name: FUNCTION_OF[name] ?? name.toUpperCase(), path, alias }),
  ])
  const builder: QueryBuilder = {
    query,
    ...Object.fromEntries(aggregates),
    select: (...paths) =>
      next({ select: [...query.select, ...paths.map(path => ({ kind: 'field', path }) as const)] }),
    where: (path, operator, value) =>
      next({ where: both(query.where, toCondition([path, operator, value])) }),
    whereAny: conditions =>
      next({ where: both(query.where, { kind: 'or', of: conditions.map(toCondition) }) }),
    orderBy: (path, direction = 'asc', nulls) =>
      next({ orderBy: [...(query.orderBy ?? []), toOrder(path, direction, nulls)] }),
    groupBy: (...paths) => next({ groupBy: [...(query.groupBy ?? []), ...paths.map(field)] }),
    aggregate: (name, path, alias) => add({ kind: 'function', name, path, alias }),
    firstPer: (...paths) => next({ firstPer: paths }),
    limit: limit => next({ limit }),
    offset: offset => next({ offset }),
    withDeleted: () => next({ scope: 'all' }),
    forUpdate: () => next({ forUpdate: true }),
    rows: () => run(query),
    first: async () => (await run({ ...query, limit: 1 }))[0] ?? null,
    count: () => countRows(run, query),
    stream: () => streamRows(run, query),
  }
  return Object.freeze(builder)
}

/** Page after page by Id; a query with an order or groups of its own comes at once. */
async function* streamRows(
  run: (query: Query) => Promise<readonly Row[]>,
  query: Query,
): AsyncGenerator<Row> {
  if (query.orderBy || query.groupBy || query.firstPer || query.limit || query.offset) {
    yield* await run(query)
    return
  }
  const select = query.select.some(item => item.kind === 'field' && item.path === 'Id')
    ? query.select
    : [...query.select, { kind: 'field', path: 'Id' } as const]
  let where = query.where
  for (;;) {
    const page = await run({
      ...query,
      select,
      ...(where ? { where } : {}),
      orderBy: [toOrder('Id', 'asc', undefined)],
      limit: ROWS_PER_MESSAGE,
    })
    yield* page
    if (page.length < ROWS_PER_MESSAGE) return
    where = both(query.where, toCondition(['Id', '>', page.at(-1)?.Id]))
  }
}

async function countRows(
  run: (query: Query) => Promise<readonly Row[]>,
  { orderBy: _, ...query }: Query,
): Promise<number> {
  const [row] = await run({ ...query, select: [{ kind: 'function', name: 'COUNT' }] })
  return Number(row?.expr0)
}

async function runQuery(calls: Calls, invocation: number, query: Query): Promise<readonly Row[]> {
  const call: QueryCall = { query }
  const answer = await calls.call<readonly TableColumn[]>(invocation, 'query', call)
  return toRows(answer.value, answer.rows)
}

function both(left: Condition | undefined, right: Condition): Condition {
  return left ? { kind: 'and', of: [left, right] } : right
}

function field(path: string): Operand & { kind: 'field' } {
  return { kind: 'field', path }
}

function toOrder(path: string, direction: Direction, nulls: 'first' | 'last' | undefined): OrderItem {
  return { operand: field(path), descending: direction === 'desc', ...(nulls ? { nulls } : {}) }
}

function isBuilder(value: unknown): value is QueryBuilder {
  return typeof value === 'object' && value !== null && 'query' in value && 'rows' in value
}

const LISTS: Readonly<Record<string, { kind: 'in' | 'includes'; not: boolean }>> = {
  in: { kind: 'in', not: false },
  'not in': { kind: 'in', not: true },
  includes: { kind: 'includes', not: false },
  excludes: { kind: 'includes', not: true },
}

function toCondition([path, operator, value]: Triple): Condition {
  const left = field(path)
  const list = LISTS[operator]
  if (list && isBuilder(value)) return { kind: 'semiJoin', left, not: list.not, query: value.query }
  if (list) return { ...list, left, values: (value as readonly unknown[]).map(toLiteral) }
  const right: Literal = toLiteral(value)
  return { kind: 'compare', left, operator: operator.toUpperCase() as '=', right }
}
