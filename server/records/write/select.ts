import sql, { empty, join, raw, type Sql } from 'sql-template-tag'
import type { RecordValues, Value } from '../../fields/field-type.ts'
import type { FieldModel, ObjectModel } from '../../metadata/org-model.ts'
import type { Connection } from '../../storage/database.ts'
import { columnRef, tableRef } from '../../storage/sql/names.ts'
import { bindSlots, type PreparedSql, prepare, slot } from '../../storage/sql/slots.ts'

export interface SelectRequest {
  readonly schema: string
  readonly object: ObjectModel
  readonly fields: readonly FieldModel[]
  readonly ids: readonly string[]
  /** Hold the rows against being deleted. */
  readonly lock: boolean
}

interface CachedSql {
  readonly prepared: PreparedSql
  /** The same, planned anew each time. */
  readonly unnamed: PreparedSql
  uses: number
}

/** A connection keeps every named statement for good: only those that come again and again get a name. */
const USES_BEFORE_NAMED = 2
const MOST_CACHED = 500

const cache = new WeakMap<ObjectModel, Map<string, CachedSql>>()

/** Statements are made once for an object and what of it they read or write. */
export function cachedSql(object: ObjectModel, key: string, make: () => Sql): PreparedSql {
  let ofObject = cache.get(object)
  if (!ofObject) {
    ofObject = new Map()
    cache.set(object, ofObject)
  }
  let cached = ofObject.get(key)
  if (!cached) {
    const prepared = prepare(make())
    cached = { prepared, unnamed: { ...prepared, name: '' }, uses: 0 }
    if (ofObject.size >= MOST_CACHED) ofObject.clear()
    ofObject.set(key, cached)
  }
  return cached.uses++ < USES_BEFORE_NAMED ? cached.unnamed : cached.prepared
}

export function selectList(fields: readonly FieldModel[], alias: string): Sql {
  if (fields.length === 0) return empty
  const columns = fields.map(field => field.fieldType.select(columnRef(alias, field.column as string), field))
  return sql`, ${join(columns)}`
}

/** Builds a record of raw column texts, which begin at `offset`. */
export function toRecord(
  id: string,
  fields: readonly FieldModel[],
  row: readonly (string | null)[],
  offset: number,
): Record<string, Value> {
  const record: Record<string, Value> = { Id: id }
  for (let i = 0; i < fields.length; i++) {
    const field = fields[i] as FieldModel
    const text = row[offset + i] as string | null
    record[field.name] = text === null ? null : field.fieldType.fromDatabase(text)
  }
  return record
}

/** Live records by id, with the fields asked for; `Id` is always there. */
export async function selectRecords(
  connection: Connection,
  { schema, object, fields, ids, lock }: SelectRequest,
): Promise<readonly RecordValues[]> {
  const others = fields.filter(field => field.name !== 'Id')
  const key = `related ${lock} ${others.map(field => field.name).join()}`
  const prepared = cachedSql(object, key, () => {
    const tail = lock && mayVanish(object) ? sql` ORDER BY t."id" FOR KEY SHARE` : empty
    return sql`SELECT t."id"${selectList(others, 't')} FROM ${tableRef(schema, object.table)} AS t WHERE t."id" = ANY(${slot(0)}::text[]) AND NOT t."isdeleted"${tail}`
  })
  const { rows } = await connection.run(bindSlots(prepared, [ids]))
  return rows.map(row => toRecord(row[0] as string, others, row, 1))
}

/** Which of the records are there and not deleted, of several objects in one statement. */
export async function selectLive(
  connection: Connection,
  schema: string,
  wanted: readonly (readonly [ObjectModel, readonly string[]])[],
  lock: boolean,
): Promise<readonly (readonly [ObjectModel, string])[]> {
  const [first] = wanted[0] as readonly [ObjectModel, readonly string[]]
  const key = `live ${lock} ${wanted.map(([object]) => object.table).join()}`
  const prepared = cachedSql(first, key, () => {
    const locking = sql` ORDER BY "id" FOR KEY SHARE`
    const parts = wanted.map(
      ([object], index) =>
        sql`${raw(`w${index}`)} AS (SELECT "id" FROM ${tableRef(schema, object.table)} WHERE "id" = ANY(${slot(index)}::text[]) AND NOT "isdeleted"${lock && mayVanish(object) ? locking : empty})`,
    )
    const union = wanted.map((_, index) => raw(`SELECT ${index}, "id" FROM w${index}`))
    return sql`WITH ${join(parts)} ${join(union, ' UNION ALL ')}`
  })
  const { rows } = await connection.run(
    bindSlots(
      prepared,
      wanted.map(([, ids]) => ids),
    ),
  )
  return rows.map(([index, id]) => [(wanted[Number(index)] as (typeof wanted)[number])[0], id as string])
}

/** Users and what components are mirrored in are not deleted by people: locking them would queue all writers. */
const STAYING = new Set([
  'user',
  'group',
  'profile',
  'permissionset',
  'permissionsetgroup',
  'recordtype',
  'userrole',
  'organization',
])

export function mayVanish(object: ObjectModel): boolean {
  return !STAYING.has(object.table)
}
