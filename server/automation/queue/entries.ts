import type { Org } from '../../org/session.ts'
import type { Connection, Database } from '../../storage/database.ts'

export const SCHEMA = 'atelier_queue'
export const QUEUE = 'hooks'
export const DEAD = 'hooks_dead'

/** What is kept of a queueable, or of a task of the server's own. */
export interface Entry {
  readonly org: string
  /** Empty: it is a task. */
  readonly hook: string
  readonly payload: unknown
  readonly task?: string
}

/** An entry that has not come to a good end. */
export interface QueueListing {
  readonly id: string
  /** Or the name of the task. */
  readonly hook: string
  readonly payload: unknown
  /** `again`: it failed, and waits for its next attempt; `dead`: it failed as often as it may. */
  readonly state: 'waiting' | 'running' | 'again' | 'dead'
  /** Attempts so far. */
  readonly attempts: number
  /** Of the last attempt. */
  readonly error: string | null
  /** ISO, UTC: when it was put in, or died; and when it is begun, for those that wait. */
  readonly created: string
  readonly due: string | null
}

/** One attempt at an entry. Another node that takes the entry over has a higher attempt. */
export interface Claim {
  readonly id: string
  readonly attempt: number
}

/** False: nothing was ever put into the queue. */
export async function queueExists(database: Database): Promise<boolean> {
  const { rows } = await database.run({ text: 'SELECT to_regclass($1)::text', values: [`${SCHEMA}.job`] })
  return rows[0]?.[0] !== null
}

const iso = (column: string): string =>
  `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`

/** The oldest first. */
export async function listEntries(database: Database, org: Org): Promise<readonly QueueListing[]> {
  const { rows } = await database.run({
    text: `SELECT id, coalesce(data->>'task', data->>'hook'), data->'payload',
        CASE WHEN name = $2 THEN 'dead' WHEN state = 'active' THEN 'running' WHEN state = 'retry' THEN 'again' ELSE 'waiting' END,
        CASE WHEN name = $2 THEN retry_limit + 1 WHEN started_on IS NULL THEN 0 ELSE retry_count + 1 END,
        coalesce(output->>'message', output->'value'->>'message', output::text), ${iso('created_on')},
        CASE WHEN name = $1 AND state < 'active' THEN ${iso('start_after')} END
      FROM ${SCHEMA}.job WHERE data->>'org' = $3
        AND (name = $1 AND state IN ('created', 'retry', 'active') OR name = $2 AND state = 'created')
      ORDER BY created_on, id LIMIT 200`,
    values: [QUEUE, DEAD, org.id],
  })
  return rows.map(row => {
    const [id, hook, payload, state, attempts] = row as readonly [string, string, string, string, string]
    const [error = null, created, due = null] = row.slice(5)
    return {
      ...{ id, hook, payload: JSON.parse(payload ?? 'null') as unknown },
      ...{ state: state as QueueListing['state'], attempts: Number(attempts) },
      ...{ error, created: created as string, due },
    }
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

const CLAIMED = `name = '${QUEUE}' AND id = $1 AND retry_count = $2 AND state = 'active'`

/** Keeps an entry for so many milliseconds more; whose lease runs out is begun again. False: it is not ours any more. */
export async function renewEntry(
  database: Database,
  { id, attempt }: Claim,
  milliseconds: number,
): Promise<boolean> {
  const { rowCount } = await database.run({
    text: `UPDATE ${SCHEMA}.job SET expire_in = now() - started_on + $3 * interval '1 millisecond' WHERE ${CLAIMED}`,
    values: [id, attempt, milliseconds],
  })
  return rowCount === 1
}

/** True when the entry is still ours; until the transaction ends nobody can take it over. */
export async function holdEntry(connection: Connection, { id, attempt }: Claim): Promise<boolean> {
  const { rows } = await connection.run({
    text: `SELECT 1 FROM ${SCHEMA}.job WHERE ${CLAIMED} FOR SHARE`,
    values: [id, attempt],
  })
  return rows.length === 1
}

/** A node that stops leaves the entry to the next one, at once, and the attempt does not count. */
export async function giveBackEntry(database: Database, { id, attempt }: Claim): Promise<void> {
  await database.run({
    text: `UPDATE ${SCHEMA}.job SET state = 'retry', start_after = now(), retry_limit = retry_limit + 1 WHERE ${CLAIMED}`,
    values: [id, attempt],
  })
}
