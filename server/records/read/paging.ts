import sql, { join, type Sql } from 'sql-template-tag'
import { type PreparedSql, slot } from '../../storage/sql/slots.ts'
import type { Paging } from './plan-compiled.ts'
import type { OrderKey } from './plan-order.ts'

/** The keys of a row in the order of the query, as PostgreSQL's text. */
export type RowPosition = readonly (string | null)[]

/** SQL of the pages of one plan; the texts depend on which keys are null. */
interface PagingSql {
  readonly slots: readonly number[]
  readonly pages: Map<string, PreparedSql>
}

const compiled = new WeakMap<Paging, PagingSql>()

function pagingSql(paging: Paging): PagingSql {
  const known = compiled.get(paging)
  if (known) return known
  const slots = paging.keys.map((_, index) => paging.addSource(run => run.position?.[index] ?? null))
  const made = { slots, pages: new Map<string, PreparedSql>() }
  compiled.set(paging, made)
  return made
}

/** Selects `rows` rows behind the position, with the keys of each row behind its columns. */
export function pageAfter(paging: Paging, position: RowPosition, rows: number, skip = 0): PreparedSql {
  const { slots, pages } = pagingSql(paging)
  const nulls = position.map(key => (key === null ? '0' : '1')).join('')
  const name = `${nulls} ${rows} ${skip}`
  const known = pages.get(name)
  if (known) return known
  const made = paging.prepare(paging.behind(afterSql(paging.keys, position, slots), rows, skip))
  pages.set(name, made)
  return made
}

/** The position of a row of a page. */
export function positionIn(row: RowPosition, { columns }: Paging): RowPosition {
  return row.slice(columns.length)
}

/**
 * Rows that come later in the order: equal in the first keys and later in the next one. The first key's bound is
 * said once more by itself, so that an index on it is used.
 */
function afterSql(keys: readonly OrderKey[], position: RowPosition, slots: readonly number[]): Sql {
  const cases: Sql[] = []
  const equal: Sql[] = []
  for (const [index, key] of keys.entries()) {
    const value = position[index] === null ? null : sql`${slot(slots[index] as number)}`
    const later = laterSql(key, value)
    if (later) cases.push(equal.length ? sql`(${join([...equal, later], ' AND ')})` : later)
    equal.push(value === null ? sql`${key.sql} IS NULL` : sql`${key.sql} = ${value}`)
  }
  const behind = cases.length === 1 ? (cases[0] as Sql) : sql`(${join(cases, ' OR ')})`
  const bound =
    keys.length > 1 ? boundSql(keys[0] as OrderKey, position[0] === null ? null : slots[0]) : undefined
  return bound ? sql`${bound} AND ${behind}` : behind
}

/** Undefined: nothing comes after null when nulls are last. */
function laterSql({ sql: key, descending, nullsFirst }: OrderKey, value: Sql | null): Sql | undefined {
  if (value === null) return nullsFirst ? sql`${key} IS NOT NULL` : undefined
  const beyond = descending ? sql`${key} < ${value}` : sql`${key} > ${value}`
  return nullsFirst ? beyond : sql`(${beyond} OR ${key} IS NULL)`
}

function boundSql(
  { sql: key, descending, nullsFirst }: OrderKey,
  index: number | null | undefined,
): Sql | undefined {
  if (index === null || index === undefined || !nullsFirst) return undefined
  return descending ? sql`${key} <= ${slot(index)}` : sql`${key} >= ${slot(index)}`
}
