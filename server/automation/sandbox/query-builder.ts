import type { Operand, OrderItem, Query, SelectItem } from '../../records/query/query.ts'
import { type QueryCall, ROWS_PER_MESSAGE, type TableColumn } from '../protocol.ts'
import type { Calls } from './calls.ts'
import { both, type ConditionInput, compare, toCondition } from './conditions.ts'
import { type Row, toRows } from './row-table.ts'

type Direction = 'asc' | 'desc'

/** A query that can still be refined; every step gives a new one, so that a part can be used twice. */
export interface QueryBuilder {
  readonly query: Query
  select(...paths: readonly string[]): QueryBuilder
  where(path: string, operator: string, value: unknown): QueryBuilder
  whereAny(conditions: readonly ConditionInput[]): QueryBuilder
  whereNot(condition: ConditionInput): QueryBuilder
  children(relationship: string, build: (children: QueryBuilder) => QueryBuilder): QueryBuilder
  orderBy(path: string, direction?: Direction, nulls?: 'first' | 'last'): QueryBuilder
  groupBy(...paths: readonly string[]): QueryBuilder
  having(alias: string, operator: string, value: unknown): QueryBuilder
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

export function makeBuilder(calls: Pick<Calls, 'call'>, invocation: number, query: Query): QueryBuilder {
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
    whereAny: conditions => next({ where: both(query.where, toCondition({ any: conditions })) }),
    whereNot: condition => next({ where: both(query.where, toCondition({ not: condition })) }),
    children: (relationship, build) => {
      const children = { from: relationship, select: [], scope: 'live' } as const
      return add({ kind: 'subquery', query: build(makeBuilder(calls, invocation, children)).query })
    },
    orderBy: (path, direction = 'asc', nulls) =>
      next({ orderBy: [...(query.orderBy ?? []), toOrder(operandOf(query, path), direction, nulls)] }),
    groupBy: (...paths) => next({ groupBy: [...(query.groupBy ?? []), ...paths.map(field)] }),
    having: (alias, operator, value) =>
      next({ having: both(query.having, compare(operandOf(query, alias), operator, value)) }),
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
      orderBy: [toOrder(field('Id'), 'asc', undefined)],
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

async function runQuery(
  calls: Pick<Calls, 'call'>,
  invocation: number,
  query: Query,
): Promise<readonly Row[]> {
  const call: QueryCall = { query: query.groupBy ? withPaths(query) : query }
  const answer = await calls.call<readonly TableColumn[]>(invocation, 'query', call)
  return toRows(answer.value, answer.rows)
}

/** What is grouped by is called by its path, so that it comes inside its parent as it does elsewhere. */
function withPaths({ select, ...query }: Query): Query {
  const named = select.map(item => (item.kind === 'field' ? { ...item, alias: item.path } : item))
  return { ...query, select: named }
}

function field(path: string): Operand & { kind: 'field' } {
  return { kind: 'field', path }
}

/** An aggregate by its alias, or a field. */
function operandOf({ select }: Query, path: string): Operand {
  for (const item of select) {
    if (item.kind !== 'function' || item.alias !== path) continue
    const { alias: _, ...operand } = item
    return operand
  }
  return field(path)
}

function toOrder(operand: Operand, direction: Direction, nulls: 'first' | 'last' | undefined): OrderItem {
  return { operand, descending: direction === 'desc', ...(nulls ? { nulls } : {}) }
}
