import type { Org } from '../org/session.ts'
import type { Database } from '../storage/database.ts'

export const SCHEMA = 'atelier_queue'
export const QUEUE = 'hooks'
export const DEAD = 'hooks_dead'

/** What is kept of a queueable. */
export interface Entry {
  readonly org: string
  readonly hook: string
  readonly payload: unknown
}

/** A queueable that failed as often as it may. */
export interface DeadEntry {
  readonly id: string
  readonly hook: string
  readonly payload: unknown
  readonly error: string
  /** ISO, UTC. */
  readonly failed: string
}

/** False: nothing was ever put into the queue. */
export async function queueExists(database: Database): Promise<boolean> {
  const { rows } = await database.run({ text: 'SELECT to_regclass($1)::text', values: [`${SCHEMA}.job`] })
  return rows[0]?.[0] !== null
}

export async function listDead(database: Database, org: Org): Promise<readonly DeadEntry[]> {
  const { rows } = await database.run({
    text: `SELECT id, data->>'hook', data->'payload', coalesce(output->>'message', output::text),
        to_char(created_on AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
      FROM ${SCHEMA}.job WHERE name = $1 AND state = 'created' AND data->>'org' = $2 ORDER BY created_on DESC LIMIT 200`,
    values: [DEAD, org.id],
  })
  return rows.map(row => {
    const [id, hook, payload, error, failed] = row as readonly string[]
    return { id, hook, payload: JSON.parse(payload ?? 'null') as unknown, error, failed } as DeadEntry
  })
}

/** Takes a dead entry out, once. */
export async function takeDead(database: Database, org: Org, id: string): Promise<Entry | undefined> {
  const { rows } = await database.run({
    text: `UPDATE ${SCHEMA}.job SET state = 'completed', completed_on = now()
      WHERE name = $1 AND id::text = $2 AND state = 'created' AND data->>'org' = $3 RETURNING data`,
    values: [DEAD, id, org.id],
  })
  return rows[0] ? (JSON.parse(rows[0][0] as string) as Entry) : undefined
}
