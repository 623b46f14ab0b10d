import sql, { empty, type Sql } from 'sql-template-tag'
import type { Access } from '../access/access.ts'
import { askerValues } from '../access/asker.ts'
import { toTextArray } from '../access/text-array.ts'
import { AtelierError } from '../kernel/errors.ts'
import { keyPrefixOf, normalizeId } from '../kernel/ids.ts'
import type { ObjectModel } from '../metadata/org-model.ts'
import type { Session } from '../org/session.ts'
import { tableRef } from '../storage/sql/names.ts'
import { toQuick, toStatement } from '../storage/sql/slots.ts'

export interface FieldChange {
  readonly id: string
  readonly recordId: string
  readonly field: string
  readonly oldValue: string | null
  readonly newValue: string | null
  readonly changedById: string
  /** ISO 8601, UTC. */
  readonly changed: string
}

/**
 * What has become of a record's tracked fields, newest first: of those fields that the session may read, by the id of
 * each, so that a field has its own history under another name and none of a field that had its name. It outlives the
 * record; then only those read it who see all records of the object. Throws NOT_FOUND for what is not seen.
 */
export async function readFieldHistory(
  session: Session,
  recordId: string,
  { before, limit }: { readonly before?: string; readonly limit: number },
): Promise<readonly FieldChange[]> {
  const id = normalizeId(recordId)
  const object = id === null ? undefined : session.org.model.objectsByPrefix.get(keyPrefixOf(id))
  if (!object || !session.access.object(object, 'read') || !(await isSeen(session, object, id as string)))
    throw new AtelierError('NOT_FOUND', 'The requested resource does not exist')
  const older = before === undefined ? empty : sql` AND "id" < ${before}::bigint`
  return readChanges(session, object, sql`"record" = ${id}${older}`, limit)
}

/** The same for several records of one object that the session is known to see, those of all of them by time. */
export function readFieldHistories(
  session: Session,
  object: ObjectModel,
  ids: readonly string[],
  limit: number,
): Promise<readonly FieldChange[]> {
  return readChanges(session, object, sql`"record" = ANY(${ids}::text[])`, limit)
}

async function readChanges(
  session: Session,
  object: ObjectModel,
  which: Sql,
  limit: number,
): Promise<readonly FieldChange[]> {
  const { names, ids, fields } = readableFields(session.access, object)
  const statement = sql`SELECT "id", "record", "field", "old_value", "new_value", "field_id", "changed_by", to_char("changed" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') FROM ${tableRef(session.org.schema, '_field_history')} WHERE ${which} AND ("field_id" = ANY(${ids}::text[]) OR "field_id" IS NULL AND "field" = ANY(${fields}::text[])) ORDER BY "id" DESC LIMIT ${limit}`
  const { rows } = await session.org.database.run(toQuick(statement))
  return (rows as readonly Row[]).map(
    ([entry, record, field, oldValue, newValue, fieldId, changedById, changed]) => ({
      id: entry,
      recordId: record,
      // What the field is called now.
      field: names.get(fieldId ?? '') ?? field,
      oldValue,
      newValue,
      changedById,
      changed,
    }),
  )
}

/** The fields whose changes are shown, as ids and as names. */
interface ReadableFields {
  readonly names: ReadonlyMap<string, string>
  /** As PostgreSQL receives an array. */
  readonly ids: Buffer
  readonly fields: Buffer
}

const known = new WeakMap<Access, WeakMap<ObjectModel, ReadableFields>>()

function readableFields(access: Access, object: ObjectModel): ReadableFields {
  const ofAccess = known.get(access) ?? new WeakMap<ObjectModel, ReadableFields>()
  known.set(access, ofAccess)
  const before = ofAccess.get(object)
  if (before) return before
  const fields = object.fieldList.filter(field => access.field(field, 'read'))
  const names = new Map(fields.flatMap(field => (field.id === undefined ? [] : [[field.id, field.name]])))
  const made = {
    names,
    ids: toTextArray([...names.keys()]),
    fields: toTextArray(fields.map(({ name }) => name)),
  }
  ofAccess.set(object, made)
  return made
}

type Row = readonly [string, string, string, string | null, string | null, string | null, string, string]

/** A record in the recycle bin is seen by who saw it before. */
async function isSeen(session: Session, object: ObjectModel, id: string): Promise<boolean> {
  const { access, org, principal } = session
  const criterion = access.rows(object, 't', askerValues(org.model, principal), 'read')
  if (!criterion) return true
  const statement = sql`SELECT 1 FROM ${tableRef(org.schema, object.table)} AS t WHERE t."id" = ${id} AND ${criterion}`
  return (await org.database.run(toStatement(statement))).rows.length > 0
}
