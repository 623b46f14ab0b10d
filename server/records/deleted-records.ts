import sql from 'sql-template-tag'
import { keyPrefixOf } from '../kernel/ids.ts'
import type { ObjectModel } from '../metadata/org-model.ts'
import type { Session } from '../org/session.ts'
import { tableRef } from '../storage/sql/names.ts'
import { toStatement } from '../storage/sql/slots.ts'
import type { Statement } from '../storage/statement.ts'
import { hasOneOf } from './query/conditions.ts'
import { readRecords } from './read-records.ts'

export interface DeletedRecord {
  readonly id: string
  readonly object: ObjectModel
  readonly name: string
  /** ISO 8601, UTC. */
  readonly deleted: string
}

/**
 * What the user has deleted, the last first, as far as it may be seen now and taken out of the bin again. What went with a
 * record comes back with it, and is not told.
 */
export async function deletedRecords(session: Session, most: number): Promise<readonly DeletedRecord[]> {
  const binned = await readBin(session, most)
  const prefixes = [...new Set(binned.map(({ id }) => keyPrefixOf(id)))]
  const found = await Promise.all(
    prefixes.map(prefix =>
      readDeleted(
        session,
        prefix,
        binned.filter(({ id }) => keyPrefixOf(id) === prefix),
      ),
    ),
  )
  const byId = new Map(found.flat().map(one => [one.id, one]))
  return binned.flatMap(({ id }) => byId.get(id) ?? [])
}

interface Binned {
  readonly id: string
  readonly deleted: string
}

/** What a user has deleted, the last first: by an index of those who deleted. */
export function binStatement(schema: string, userId: string, most: number): Statement {
  return toStatement(
    sql`SELECT "record", to_char("deleted" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') FROM ${tableRef(schema, '_recycle_bin')} WHERE "deleted_by" = ${userId} AND "deletion" = "record" ORDER BY "deleted" DESC, "record" DESC LIMIT ${most}`,
  )
}

async function readBin({ org, principal }: Session, most: number): Promise<readonly Binned[]> {
  const { rows } = await org.database.run(binStatement(org.schema, principal.userId, most))
  return (rows as readonly (readonly [string, string])[]).map(([id, deleted]) => ({ id, deleted }))
}

async function readDeleted(
  session: Session,
  prefix: string,
  binned: readonly Binned[],
): Promise<readonly DeletedRecord[]> {
  const { org, access } = session
  const object = org.model.objectsByPrefix.get(prefix)
  if (!object || !access.object(object, 'delete')) return []
  const isNamed = access.field(object.nameField, 'read')
  const paths = ['Id', ...(isNamed ? [object.nameField.name] : [])]
  const records = await readRecords(session, {
    from: object.name,
    select: paths.map(path => ({ kind: 'field', path })),
    where: hasOneOf(
      'Id',
      binned.map(({ id }) => id),
    ),
    scope: 'all',
  })
  const names = new Map(
    records.map(record => [String(record.Id), String(record[object.nameField.name] ?? record.Id)]),
  )
  return binned.flatMap(({ id, deleted }) => {
    const name = names.get(id)
    return name === undefined ? [] : [{ id, object, name, deleted }]
  })
}
