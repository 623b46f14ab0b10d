import { setTimeout as delay } from 'node:timers/promises'
import sql from 'sql-template-tag'
import { keyPrefixOf } from '../kernel/ids.ts'
import type { ObjectModel } from '../metadata/org-model.ts'
import type { Org, Session } from '../org/session.ts'
import { tableRef } from '../storage/sql/names.ts'
import { toPrepared, toStatement } from '../storage/sql/slots.ts'
import { visibleNames } from './visible-records.ts'

/** Older ones are forgotten. */
const KEPT = 100

export interface RecentRecord {
  readonly id: string
  readonly object: ObjectModel
  readonly name: string
  /** ISO 8601, UTC. */
  readonly viewed: string
}

type View = readonly [user: string, record: string]

interface Notes {
  /** What is not under way yet, in the order of looking, by user and record. */
  readonly views: Map<string, View>
  /** Stores them. */
  next: Promise<void> | undefined
  /** The last statement has ended, and the pause behind it. */
  rested: Promise<unknown>
}

const notes = new WeakMap<Org, Notes>()

/** Milliseconds from one statement to the next. */
const PAUSE = 200

/**
 * Remembers that the user has looked at a record. The first look is stored at once; what is looked at in the moments
 * behind it is collected for the next statement: many who read are few statements.
 */
export function noteViewed({ org, principal }: Session, recordId: string): Promise<void> {
  const ofOrg = notes.get(org) ?? { views: new Map(), next: undefined, rested: Promise.resolve() }
  notes.set(org, ofOrg)
  const key = `${principal.userId} ${recordId}`
  ofOrg.views.delete(key)
  ofOrg.views.set(key, [principal.userId, recordId])
  ofOrg.next ??= ofOrg.rested.then(() => storeNext(org, ofOrg))
  return ofOrg.next
}

function storeNext(org: Org, ofOrg: Notes): Promise<void> {
  const views = [...ofOrg.views.values()]
  ofOrg.views.clear()
  ofOrg.next = undefined
  const storing = storeViews(org, views)
  ofOrg.rested = Promise.allSettled([storing, delay(PAUSE, undefined, { ref: false })])
  return storing
}

async function storeViews(org: Org, views: readonly View[]): Promise<void> {
  const table = tableRef(org.schema, '_recent_record')
  const [users, records] = [views.map(([user]) => user), views.map(([, record]) => record)]
  const statement = sql`WITH seen AS (SELECT * FROM unnest(${users}::text[], ${records}::text[]) WITH ORDINALITY AS s (who, what, n)),
    noted AS (INSERT INTO ${table} (user_id, record, viewed) SELECT who, what, now() + n * interval '1 microsecond' FROM seen ON CONFLICT (user_id, record) DO UPDATE SET viewed = EXCLUDED.viewed),
    old AS (SELECT who, (SELECT viewed FROM ${table} WHERE user_id = who ORDER BY viewed DESC OFFSET ${KEPT - 1} LIMIT 1) AS since FROM (SELECT DISTINCT who FROM seen) AS users)
    DELETE FROM ${table} AS r USING old WHERE r.user_id = old.who AND r.viewed < old.since AND NOT EXISTS (SELECT FROM seen WHERE who = r.user_id AND what = r.record)`
  await org.database.run(toPrepared(statement))
}

/** What the user has looked at, the last first, as far as it is there and may be seen now. */
export async function recentRecords(session: Session, most: number): Promise<readonly RecentRecord[]> {
  const noted = await readNoted(session)
  const found = new Map<string, RecentRecord>()
  for (const prefix of new Set(noted.map(({ id }) => keyPrefixOf(id)))) {
    const object = session.org.model.objectsByPrefix.get(prefix)
    if (!object) continue
    const some = noted.filter(({ id }) => keyPrefixOf(id) === prefix)
    const names = await visibleNames(
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

async function readNoted({ org, principal }: Session): Promise<readonly { id: string; viewed: string }[]> {
  const statement = sql`SELECT "record", to_char("viewed" AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"') FROM ${tableRef(org.schema, '_recent_record')} WHERE "user_id" = ${principal.userId} ORDER BY "viewed" DESC LIMIT ${KEPT}`
  const { rows } = await org.database.run(toStatement(statement))
  return (rows as readonly (readonly [string, string])[]).map(([id, viewed]) => ({ id, viewed }))
}
