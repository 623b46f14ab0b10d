import sql, { raw, type Sql } from 'sql-template-tag'
import type { ObjectModel } from '../../metadata/org-model.ts'
import { type PreparedSql, prepare } from '../../storage/sql/slots.ts'
import type { Query } from '../query/query.ts'
import type { RecordOutput } from './output.ts'
import { compileJson, type WriteRecord } from './output-json.ts'
import type { SlotSource } from './plan-context.ts'
import { type OrderKey, orderBySql } from './plan-order.ts'
import { type Source, visibleSql } from './plan-source.ts'

/** Totals of larger results are not counted further. */
export const MAX_TOTAL = 2_000_000

/** A frozen description of one read with access in it, for any values of its literals. */
export interface ReadPlan {
  readonly object: ObjectModel
  /** `count` is COUNT() alone; `groups` are aggregate results, which have no ids. */
  readonly kind: 'records' | 'groups' | 'count'
  /** Does access leave rows out? */
  readonly isFiltered: boolean
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
  /** What further pages are made of. Undefined for what cannot be paged. */
  readonly paging: Paging | undefined
}

export interface Paging {
  /** The rows from the query's offset on, with the keys of each row behind its columns. */
  readonly first: (rows: number) => PreparedSql
  /** What the rows are ordered by, as text: positions are of this order only. */
  readonly order: string
  readonly columns: readonly Sql[]
  /** The rows that meet this beside what the query asks, `skip` of them left out. */
  readonly behind: (after: Sql, rows: number, skip: number) => Sql
  readonly keys: readonly OrderKey[]
  readonly addSource: (source: SlotSource) => number
  readonly prepare: (statement: Sql) => PreparedSql
}

/** The parts in which plans differ. */
export interface PlanParts {
  readonly kind: ReadPlan['kind']
  readonly output: RecordOutput
  /** The statement for so many rows. */
  readonly page: (rows: number | undefined) => Sql
  /** What the total counts the rows of. */
  readonly counted: Sql
  readonly paging?: Pick<Paging, 'columns' | 'behind' | 'keys'> & {
    readonly first: (rows: number) => Sql
  }
}

export function compilePlan(
  source: Source,
  query: Pick<Query, 'limit' | 'offset' | 'where' | 'select' | 'listView' | 'isQuick'>,
  parts: PlanParts,
): ReadPlan {
  const { kind, output, counted, paging } = parts
  const { context, root } = source
  const isQuick = query.isQuick || (isOfOneRecord(query) && !context.isText)
  // Their literals are slots, or of the metadata: there are not many.
  const isConstant = isQuick || query.listView !== undefined
  const prepareFor = (statement: Sql): PreparedSql =>
    named({ ...prepare(statement, isConstant), isQuick }, context.model.version)
  const prepareOnce = <Rows extends number | undefined>(make: (rows: Rows) => Sql) => {
    const made = new Map<Rows, PreparedSql>()
    return (rows: Rows): PreparedSql => {
      const statement = made.get(rows) ?? prepareFor(make(rows))
      made.set(rows, statement)
      return statement
    }
  }
  let total: PreparedSql | undefined
  return Object.freeze({
    object: root.object,
    kind,
    isFiltered: visibleSql(source) !== undefined,
    output,
    writeRecord: compileJson(output),
    limit: query.limit,
    offset: query.offset ?? 0,
    sources: context.sources,
    page: prepareOnce(parts.page),
    total: () => {
      total ??= prepareFor(sql`SELECT count(*) FROM (${counted} LIMIT ${raw(String(MAX_TOTAL))}) AS c`)
      return total
    },
    paging: paging && {
      ...paging,
      first: prepareOnce(paging.first),
      order: orderText(paging.keys, context.model.version),
      addSource: added => context.sources.push(added) - 1,
      prepare: prepareFor,
    },
  } satisfies ReadPlan)
}

/** Does it ask for a record by its id, and for nothing else that may be much? */
function isOfOneRecord({ where, select }: Pick<Query, 'where' | 'select'>): boolean {
  const isById =
    where?.kind === 'compare' &&
    where.operator === '=' &&
    where.left.kind === 'field' &&
    where.left.path === 'Id'
  return isById && select.every(({ kind }) => kind === 'field')
}

/** Constants of a formula are parameters, and may change with the model. */
function orderText(keys: readonly OrderKey[], version: number): string {
  const { text, values } = orderBySql(keys)
  return values.length === 0 ? text : `${version} ${text}`
}

/** Names are of one model: PostgreSQL refuses a prepared statement whose columns have changed their types. */
function named(prepared: PreparedSql, version: number): PreparedSql {
  return Object.freeze({ ...prepared, name: `${prepared.name}_${version}` })
}
