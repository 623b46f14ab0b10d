import sql, { empty, type Sql } from 'sql-template-tag'
import { askerValues } from '../access/asker.ts'
import type { RowRight } from '../access/row-scope.ts'
import { AtelierError, fieldError } from '../kernel/errors.ts'
import { keyPrefixOf, normalizeId } from '../kernel/ids.ts'
import { say } from '../kernel/message.ts'
import type { ObjectModel } from '../metadata/org-model.ts'
import { announceIdentities } from '../org/identity-changes.ts'
import type { Session } from '../org/session.ts'
import { tableRef } from '../storage/sql/names.ts'
import { toStatement } from '../storage/sql/slots.ts'

/** A record that was opened to a user or a group, in the words of Salesforce's share objects. */
export interface RecordShare {
  readonly ParentId: string
  readonly UserOrGroupId: string
  readonly AccessLevel: ShareLevel
  readonly RowCause: 'Manual'
  readonly LastModifiedById: string
  /** ISO 8601, UTC. */
  readonly LastModifiedDate: string
}

export const SHARE_LEVELS = ['Read', 'Edit'] as const
export type ShareLevel = (typeof SHARE_LEVELS)[number]

/** A record that the session has full rights on: its owner's, those above, and administrators have them. */
interface Held {
  readonly id: string
  readonly object: ObjectModel
}

/** To whom the record was opened by hand, the first first. Throws NOT_FOUND for what is not the session's to share. */
export async function readShares(session: Session, recordId: string): Promise<readonly RecordShare[]> {
  const { id } = await held(session, recordId)
  const statement = sql`SELECT "grantee", "level", "shared_by", to_char("shared" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') FROM ${shares(session)} WHERE "record" = ${id} ORDER BY "shared", "grantee"`
  const { rows } = await session.org.database.run(toStatement(statement))
  return (rows as readonly (readonly [string, ShareLevel, string, string])[]).map(
    ([UserOrGroupId, AccessLevel, LastModifiedById, LastModifiedDate]) => ({
      ...{ ParentId: id, UserOrGroupId, AccessLevel, RowCause: 'Manual' },
      ...{ LastModifiedById, LastModifiedDate },
    }),
  )
}

/** Opens the record to an active user or a group; a share that is there gets the level. */
export async function shareRecord(
  session: Session,
  recordId: string,
  granteeId: string,
  level: ShareLevel,
): Promise<void> {
  const { id, object } = await held(session, recordId)
  const grantee = normalizeId(granteeId)
  if (!grantee || !(await isGrantee(session, grantee))) {
    throw fieldError('INVALID_CROSS_REFERENCE_KEY', say('invalid cross reference id'), ['UserOrGroupId'])
  }
  // The record is held still, so that a share given by its owner is not behind the change of the owner.
  const criterion = rowsOf(session, object, 'delete')
  const statement = sql`WITH record AS (SELECT t."id" FROM ${tableRef(session.org.schema, object.table)} AS t WHERE t."id" = ${id} AND NOT t."isdeleted"${criterion} FOR NO KEY UPDATE) INSERT INTO ${shares(session)} AS s ("record", "grantee", "level", "shared_by") SELECT "id", ${grantee}, ${level}, ${session.principal.userId} FROM record ON CONFLICT ("record", "grantee") DO UPDATE SET "level" = EXCLUDED."level", "shared_by" = EXCLUDED."shared_by", "shared" = now()`
  const { rowCount } = await session.org.database.run(toStatement(statement))
  if (rowCount === 0) throw noSuchRecord()
  // Users with whom nothing is shared are not asked for shares.
  await announceIdentities(session.org.database, session.org)
}

/** False: it was not shared with them. */
export async function unshareRecord(session: Session, recordId: string, granteeId: string): Promise<boolean> {
  const { id } = await held(session, recordId)
  const statement = sql`DELETE FROM ${shares(session)} WHERE "record" = ${id} AND "grantee" = ${normalizeId(granteeId) ?? ''}`
  return (await session.org.database.run(toStatement(statement))).rowCount > 0
}

async function held(session: Session, recordId: string): Promise<Held> {
  const id = normalizeId(recordId)
  const object = id === null ? undefined : session.org.model.objectsByPrefix.get(keyPrefixOf(id))
  if (!id || !object || !session.access.object(object, 'read')) throw noSuchRecord()
  if (!(await isThere(session, object, id, 'read'))) throw noSuchRecord()
  if (!(await isThere(session, object, id, 'delete'))) {
    const message = say(
      'Only its owner, those above in the role hierarchy and administrators share a record.',
    )
    throw new AtelierError('INSUFFICIENT_ACCESS_OR_READONLY', message)
  }
  if (isShareable(object)) return { id, object }
  const message = say(
    'Records of {object} are not shared one by one: everybody may do with them what their profile says, or what their parent allows.',
    { object: object.name },
  )
  throw new AtelierError('INVALID_TYPE', message)
}

/** As in Salesforce: where the org-wide default leaves something closed. */
function isShareable({ sharing, fields }: ObjectModel): boolean {
  const isClosed = [sharing.internal, sharing.external].some(level => level === 'Private' || level === 'Read')
  return isClosed && typeof fields.get('ownerid')?.column === 'string'
}

async function isGrantee(session: Session, id: string): Promise<boolean> {
  const object = session.org.model.objectsByPrefix.get(keyPrefixOf(id))
  if (!object || (object.table !== 'user' && object.table !== 'group')) return false
  if (!session.access.object(object, 'read')) return false
  return isThere(session, object, id, 'read', object.table === 'user' ? sql` AND t."isactive"` : empty)
}

async function isThere(
  session: Session,
  object: ObjectModel,
  id: string,
  right: RowRight,
  more: Sql = empty,
): Promise<boolean> {
  const statement = sql`SELECT 1 FROM ${tableRef(session.org.schema, object.table)} AS t WHERE t."id" = ${id} AND NOT t."isdeleted"${rowsOf(session, object, right)}${more}`
  return (await session.org.database.run(toStatement(statement))).rows.length > 0
}

function rowsOf({ access, org, principal }: Session, object: ObjectModel, right: RowRight): Sql {
  const criterion = access.rows(object, 't', askerValues(org.model, principal), right)
  return criterion ? sql` AND (${criterion})` : empty
}

function shares({ org }: Session): Sql {
  return tableRef(org.schema, '_share')
}

function noSuchRecord(): AtelierError {
  return new AtelierError('NOT_FOUND', 'The requested resource does not exist')
}
