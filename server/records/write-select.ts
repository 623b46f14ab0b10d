import sql, { empty, join, raw, type Sql } from 'sql-template-tag'
import type { RecordValues, Value } from '../fields/field-type.ts'
import type { FieldModel, ObjectModel } from '../metadata/org-model.ts'
import type { Connection } from '../storage/database.ts'
import { columnRef, tableRef } from '../storage/sql/names.ts'
import { bindSlots, type PreparedSql, prepare, slot } from '../storage/sql/slots.ts'

export interface SelectRequest {
  readonly schema: string
  readonly object: ObjectModel
  readonly fields: readonly FieldModel[]
  readonly ids: readonly string[]
  /** Hold the rows against being deleted. */
  readonly lock: boolean
}

const cache = new WeakMap<ObjectModel, Map<string, PreparedSql>>()

/** Statements are made once for an object and what of it they read or write. */
export function cachedSql(object: ObjectModel, key: string, make: () => Sql): PreparedSql {
  let ofObject = cache.get(object)
  if (!ofObject) {
    ofObject = new Map()
    cache.set(object, ofObject)
  }
  let prepared = ofObject.get(key)
  if (!prepared) {
    prepared = prepare(make())
    if (ofObject.size > 500) ofObject.clear()
    ofObject.set(key, prepared)
  }
  return prepared
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
    const tail = lock ? sql` ORDER BY t."id" FOR KEY SHARE` : empty
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
    const tail = lock ? sql` ORDER BY "id" FOR KEY SHARE` : empty
    const parts = wanted.map(
      ([object], index) =>
        sql`${raw(`w${index}`)} AS (SELECT "id" FROM ${tableRef(schema, object.table)} WHERE "id" = ANY(${slot(index)}::text[]) AND NOT "isdeleted"${tail})`,
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
