import sql, { empty, join, raw, type Sql } from 'sql-template-tag'
import { columnRef } from '../../storage/sql/names.ts'
import { whereOf } from './plan-condition.ts'
import { limitSql } from './plan-limit.ts'
import { type OrderKey, orderBySql } from './plan-order.ts'
import { type Join, joinsSql, type Place, rootTable, type Source, waysSql } from './plan-source.ts'

/** What is the same for all pages of a plan. */
export interface PageFrame {
  readonly source: Source
  /** Filter and order need no parents. */
  readonly isAlone: boolean
  readonly isFiltered: boolean
  readonly from: Sql
  readonly lock: Sql
}

/** Which rows of the plan a page has. */
export interface PageParts {
  readonly filter: readonly Sql[]
  /** None: in any order. */
  readonly keys: readonly OrderKey[]
  /** Undefined: all. */
  readonly rows: number | undefined
  readonly offset: number | undefined
  /** Few rows meet the filter. */
  readonly isRare?: boolean | undefined
}

export function pageSql(frame: PageFrame, list: readonly Sql[], parts: PageParts): Sql {
  const { source, isAlone, isFiltered, from, lock } = frame
  const { filter, keys, rows, offset, isRare } = parts
  const order = orderBy(keys)
  if (isAlone && rows !== undefined && lock === empty) {
    if (isFiltered && rows <= FEW) return idsFirst(source, list, pageOfIds(source, { ...parts, rows }), order)
    const rest = sql`${whereOf(source, filter)}${order}${limitSql(rows, offset, isRare)}`
    if (source.joins.length > 0) return lateJoins(source, list, rest, order, rows)
  }
  return sql`SELECT ${join(list)} FROM ${from}${whereOf(source, filter)}${order}${limitSql(rows, offset, isRare)}${lock}`
}

type LimitedParts = PageParts & { readonly rows: number }

/** Up to so many rows each parent is looked up by itself. */
const FEW = 500

/**
 * Parents that are shown only are joined to the rows of the page, not to all rows that the filter finds: without
 * an index for the order, PostgreSQL would do the latter. For few rows it reads the parents by their ids, where it
 * would rather read a whole table otherwise.
 */
function lateJoins(source: Source, list: readonly Sql[], rest: Sql, order: Sql, rows: number): Sql {
  const { root, joins } = source
  const alias = raw(root.alias)
  const used = usedColumns(root, [...list, order, ...joins.map(({ on }) => on)])
  const page = sql`SELECT ${join(used)} FROM ${rootTable(source)}${rest}`
  const parents = rows > FEW ? joinsSql(joins) : join(lateralJoins(joins, [...list, order]), ' ')
  return sql`SELECT ${join(list)} FROM (${page}) AS ${alias} ${parents}${order}`
}

/**
 * Where access leaves rows out, an index that has what access asks for passes over them, and only rows that are
 * shown are read.
 */
function idsFirst(source: Source, list: readonly Sql[], ids: Sql, order: Sql): Sql {
  const { root, joins } = source
  const alias = raw(root.alias)
  const used = usedColumns(root, [...list, order, ...joins.map(({ on }) => on)])
  const page = sql`ARRAY(SELECT page."id" FROM (${ids}) AS page)`
  const row = sql`SELECT ${join(used)} ${fromRoot(source)} WHERE ${alias}."id" = ANY(${page})`
  const parents = join([sql``, ...lateralJoins(joins, [...list, order])], ' ')
  return sql`SELECT ${join(list)} FROM (${row}) AS ${alias}${parents}${order}`
}

/** The root's columns that the fragments name: a row of all columns is much to carry. */
function usedColumns({ object, alias }: Place, fragments: readonly Sql[]): readonly Sql[] {
  const text = fragments.map(({ sql: part }) => part).join()
  const columns = [...object.fields.values()].flatMap(({ column }) => column ?? [])
  return [...new Set(columns)]
    .map(column => columnRef(alias, column))
    .filter(({ sql: name }) => text.includes(name))
}

/** The ids of a page, where access leaves rows out. */
function pageOfIds(source: Source, parts: LimitedParts): Sql {
  const { filter, keys, rows, offset, isRare } = parts
  const ways = waysSql(source)
  if (ways.length > 0) return pageOfWays(source, ways, parts)
  const alias = raw(source.root.alias)
  return sql`SELECT ${alias}."id" ${fromRoot(source)}${whereOf(source, filter)}${orderBy(keys)}${limitSql(rows, offset, isRare)}`
}

/**
 * Few of many rows may be seen: each way to them is asked by itself, for a page of its own. OFFSET 0 keeps PostgreSQL
 * from searching for them in the order of the page, through the whole table.
 */
function pageOfWays(
  source: Source,
  ways: readonly Sql[],
  { filter, keys, rows, offset = 0 }: LimitedParts,
): Sql {
  const id = sql`${raw(source.root.alias)}."id"`
  const named = keys.map((key, index) => ({ key, name: key.isId ? raw('"id"') : raw(`key${index}`) }))
  const others = named.filter(({ key }) => !key.isId)
  const columns = join([id, ...others.map(({ key, name }) => sql`${key.sql} AS ${name}`)])
  const orderOf = (alias: string): Sql =>
    orderBy(named.map(({ key, name }) => ({ ...key, sql: sql`${raw(alias)}.${name}` })))
  const each = ways.map(way => {
    const found = sql`SELECT ${columns} ${fromRoot(source)} WHERE ${join([...filter, sql`(${way})`], ' AND ')} OFFSET 0`
    return sql`(SELECT * FROM (${found}) AS way${orderOf('way')}${limitSql(rows + offset, undefined)})`
  })
  return sql`SELECT found."id" FROM (${join(each, ' UNION ')}) AS found${orderOf('found')}${limitSql(rows, offset)}`
}

function fromRoot(source: Source): Sql {
  return sql`FROM ${rootTable(source)}`
}

function orderBy(keys: readonly OrderKey[]): Sql {
  return keys.length === 0 ? empty : sql` ORDER BY ${orderBySql(keys)}`
}

/** OFFSET 0 keeps PostgreSQL from making an ordinary join of it, and costs nothing when it runs. */
function lateralJoins(joins: readonly Join[], fragments: readonly Sql[]): readonly Sql[] {
  const named = [...fragments, ...joins.map(({ on }) => on)]
  return joins.map(one => {
    const { table, alias, on } = one
    const columns = join(usedColumns(one, named))
    return sql`LEFT JOIN LATERAL (SELECT ${columns} FROM ${table} ${raw(alias)} WHERE ${on} OFFSET 0) AS ${raw(alias)} ON true`
  })
}
