import sql from 'sql-template-tag'
import { keyPrefixOf } from '../kernel/ids.ts'
import type { ObjectModel } from '../metadata/org-model.ts'
import type { Session } from '../org/session.ts'
import { tableRef } from '../storage/sql/names.ts'
import { toStatement } from '../storage/sql/slots.ts'
import type { Query } from './query/query.ts'
import { readRecords } from './read-records.ts'

/** Older ones are forgotten. */
const KEPT = 100

export interface RecentRecord {
  readonly id: string
  readonly object: ObjectModel
  readonly name: string
  /** ISO 8601, UTC. */
  readonly viewed: string
}

/** Remembers that the user has looked at a record. */
export async function noteViewed({ org, principal }: Session, recordId: string): Promise<void> {
  const table = tableRef(org.schema, '_recent_record')
  const user = principal.userId
  const statement = sql`WITH noted AS (INSERT INTO ${table} ("user_id", "record") VALUES (${user}, ${recordId}) ON CONFLICT ("user_id", "record") DO UPDATE SET "viewed" = now()) DELETE FROM ${table} WHERE "user_id" = ${user} AND "record" <> ${recordId} AND "viewed" < (SELECT "viewed" FROM ${table} WHERE "user_id" = ${user} ORDER BY "viewed" DESC OFFSET ${KEPT - 1} LIMIT 1)`
  await org.database.run(toStatement(statement))
}

/** What the user has looked at, the last first, as far as it is there and may be seen now. */
export async function recentRecords(session: Session, most: number): Promise<readonly RecentRecord[]> {
  const noted = await readNoted(session)
  const found = new Map<string, RecentRecord>()
  for (const prefix of new Set(noted.map(({ id }) => keyPrefixOf(id)))) {
    const object = session.org.model.objectsByPrefix.get(prefix)
    if (!object || !isNamed(session, object)) continue
    const some = noted.filter(({ id }) => keyPrefixOf(id) === prefix)
    const names = await readNames(
      session,
      object,
      some.map(({ id }) => id),
    )
    for (const { id, viewed } of some) {
      const name = names.get(id)
      if (name !== undefined) found.set(id, { id, object, name, viewed })
    }
  }
  return noted.flatMap(({ id }) => found.get(id) ?? []).slice(0, most)
}

function isNamed({ access }: Session, object: ObjectModel): boolean {
  return access.object(object, 'read') && access.field(object.nameField, 'read')
}

async function readNoted({ org, principal }: Session): Promise<readonly { id: string; viewed: string }[]> {
  const statement = sql`SELECT "record", to_char("viewed" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') FROM ${tableRef(org.schema, '_recent_record')} WHERE "user_id" = ${principal.userId} ORDER BY "viewed" DESC LIMIT ${KEPT}`
  const { rows } = await org.database.run(toStatement(statement))
  return (rows as readonly (readonly [string, string])[]).map(([id, viewed]) => ({ id, viewed }))
}

async function readNames(
  session: Session,
  object: ObjectModel,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const name = object.nameField.name
  const query: Query = {
    from: object.name,
    select: [
      { kind: 'field', path: 'Id' },
      { kind: 'field', path: name },
    ],
    where: {
      kind: 'in',
      left: { kind: 'field', path: 'Id' },
      not: false,
      values: ids.map(text => ({ type: 'string', text })),
    },
    scope: 'live',
  }
  const records = await readRecords(session, query)
  return new Map(records.map(record => [String(record.Id), String(record[name] ?? record.Id)]))
}
