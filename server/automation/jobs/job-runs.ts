import type { Org } from '../../org/session.ts'
import type { Connection } from '../../storage/database.ts'

/**
 * The table `atelier.job_run`: one row for each (org, job, slot). A row waits as `scheduled` until a node claims it:
 * it is then `running` under a lease, with a fencing token higher than any before, and ends as `done` or `failed`.
 */
export interface ClaimedRun {
  readonly id: string
  readonly job: string
  /** ISO, UTC. */
  readonly slot: string
  readonly token: string
  /** Which attempt this is: more than 1 when a node died over the run, or what kept it from going on may be over. */
  readonly attempt: number
}

export interface RunEnd {
  readonly state: 'done' | 'failed'
  readonly log: string
  readonly error: string | null
}

/** How often a run is begun when nodes die over it. */
export const MAX_ATTEMPTS = 3

const lease = (parameter: string): string => `now() + ${parameter} * interval '1 millisecond'`
const iso = (column: string): string =>
  `to_char(${column} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`

/** The clock that slots go by: that of the database, the same for all nodes, whatever their own ones show. */
export async function readClock(org: Org): Promise<Date> {
  const { rows } = await org.database.run({ text: `SELECT ${iso('clock_timestamp()')}`, values: [] })
  return new Date(rows[0]?.[0] as string)
}

/** Makes the waiting rows those of `next`: a slot that has come stays, whatever the job's time is now. */
export async function planSlots(
  org: Org,
  next: readonly { readonly job: string; readonly hook: string; readonly slot: Date }[],
): Promise<void> {
  const jobs = next.map(({ job }) => job)
  const slots = next.map(({ slot }) => slot.toISOString())
  await org.database.run({
    text: `DELETE FROM atelier.job_run WHERE org = $1 AND state = 'scheduled'
      AND (NOT job = ANY($2) OR slot > now() AND (job, slot) NOT IN (SELECT * FROM unnest($2::text[], $3::timestamptz[])))`,
    values: [org.id, jobs, slots],
  })
  await org.database.run({
    text: `INSERT INTO atelier.job_run (org, job, slot, hook, state)
      SELECT $1, n.job, n.slot, n.hook, 'scheduled' FROM unnest($2::text[], $3::timestamptz[], $4::text[]) AS n (job, slot, hook)
      WHERE NOT EXISTS (SELECT 1 FROM atelier.job_run r WHERE r.org = $1 AND r.job = n.job AND r.state = 'scheduled')
      ON CONFLICT (org, job, slot) DO NOTHING`,
    values: [org.id, jobs, slots, next.map(({ hook }) => hook)],
  })
}

/**
 * Takes every slot that has come, and every run whose node let its lease run out. A job that still runs keeps its
 * next slot waiting. Whatever the number of nodes, each row goes to one of them.
 */
export async function claimDue(org: Org, node: string, milliseconds: number): Promise<readonly ClaimedRun[]> {
  const { rows } = await org.database.run({
    text: `UPDATE atelier.job_run SET state = 'running', claimed_by = $2, lease_until = ${lease('$3')},
        fencing_token = nextval('atelier.fencing_token'), attempts = attempts + 1, started = now(), error = NULL
      WHERE id IN (
        SELECT id FROM atelier.job_run due WHERE org = $1 AND (
          state = 'scheduled' AND slot <= now() AND NOT EXISTS (
            SELECT 1 FROM atelier.job_run other
            WHERE other.org = $1 AND other.job = due.job AND other.state = 'running' AND other.lease_until >= now())
          OR state = 'running' AND lease_until < now() AND started_by = 'schedule' AND attempts < ${MAX_ATTEMPTS})
        FOR UPDATE SKIP LOCKED)
      RETURNING id, job, ${iso('slot')}, fencing_token, attempts`,
    values: [org.id, node, milliseconds],
  })
  return rows.map(toClaim)
}

/** A run that somebody starts: its slot is the moment. */
export async function startManualRun(
  org: Org,
  hook: string,
  username: string,
  node: string,
  milliseconds: number,
): Promise<ClaimedRun> {
  const { rows } = await org.database.run({
    text: `INSERT INTO atelier.job_run (org, job, hook, slot, state, started_by, claimed_by, lease_until, fencing_token, attempts, started)
      VALUES ($1, $2, $2, clock_timestamp(), 'running', $3, $4, ${lease('$5')}, nextval('atelier.fencing_token'), 1, now())
      RETURNING id, job, ${iso('slot')}, fencing_token, attempts`,
    values: [org.id, hook, username, node, milliseconds],
  })
  return toClaim(rows[0] as readonly (string | null)[])
}

function toClaim(row: readonly (string | null)[]): ClaimedRun {
  const [id, job, slot, token, attempt] = row as readonly [string, string, string, string, string]
  return { id, job, slot, token, attempt: Number(attempt) }
}

const OWNED = `id = $1 AND fencing_token = $2 AND state = 'running'`

/** False: another node has taken the run over. */
export async function renewLease(org: Org, run: ClaimedRun, milliseconds: number): Promise<boolean> {
  const { rowCount } = await org.database.run({
    text: `UPDATE atelier.job_run SET lease_until = ${lease('$3')} WHERE ${OWNED}`,
    values: [run.id, run.token, milliseconds],
  })
  return rowCount === 1
}

/** True when the run is still ours; until the transaction ends nobody can take it over. */
export async function holdRun(connection: Connection, run: ClaimedRun): Promise<boolean> {
  const { rows } = await connection.run({
    text: `SELECT 1 FROM atelier.job_run WHERE ${OWNED} FOR SHARE`,
    values: [run.id, run.token],
  })
  return rows.length === 1
}

/** What earlier attempts have written stays. */
const LOG = `concat_ws(E'\\n', nullif(log, ''), $3::text)`

export async function finishRun(org: Org, run: ClaimedRun, end: RunEnd): Promise<void> {
  await org.database.run({
    text: `UPDATE atelier.job_run SET state = $4, log = ${LOG}, error = $5, ended = now(), lease_until = NULL WHERE ${OWNED}`,
    values: [run.id, run.token, end.log, end.state, end.error],
  })
}

/** The run failed for a reason that passes: it is begun again, here or elsewhere, after the milliseconds. */
export async function postponeRun(
  org: Org,
  run: ClaimedRun,
  { log, error }: Omit<RunEnd, 'state'>,
  milliseconds: number,
): Promise<void> {
  await org.database.run({
    text: `UPDATE atelier.job_run SET log = ${LOG}, error = $4, lease_until = ${lease('$5')} WHERE ${OWNED}`,
    values: [run.id, run.token, log, error, milliseconds],
  })
}

/** The next node need not wait for the lease of a node that stops. */
export async function giveBack(org: Org, run: ClaimedRun): Promise<void> {
  await org.database.run({
    text: `UPDATE atelier.job_run SET lease_until = now() - interval '1 millisecond', attempts = 0 WHERE ${OWNED}`,
    values: [run.id, run.token],
  })
}

/** Runs whose node is gone and that nobody begins again. */
export async function failAbandoned(org: Org): Promise<void> {
  await org.database.run({
    text: `UPDATE atelier.job_run SET state = 'failed', ended = now(), error = 'The server stopped during the run.'
      WHERE org = $1 AND state = 'running' AND lease_until < now() AND (started_by <> 'schedule' OR attempts >= ${MAX_ATTEMPTS})`,
    values: [org.id],
  })
}

export interface RunRow {
  readonly id: string
  readonly job: string
  readonly slot: string
  readonly state: string
  readonly startedBy: string
  readonly started: string | null
  readonly ended: string | null
  readonly error: string | null
  readonly log: string | null
}

/** The latest runs of each job, newest first; waiting ones left out. */
export async function listRuns(org: Org, perJob: number): Promise<readonly RunRow[]> {
  const { rows } = await org.database.run({
    text: `SELECT id, job, ${iso('slot')}, state, started_by, ${iso('started')}, ${iso('ended')}, error, log FROM (
        SELECT *, row_number() OVER (PARTITION BY job ORDER BY slot DESC) AS place FROM atelier.job_run
        WHERE org = $1 AND state <> 'scheduled') runs
      WHERE place <= $2 ORDER BY slot DESC`,
    values: [org.id, perJob],
  })
  return rows.map(row => {
    const [id, job, slot, state, startedBy] = row as readonly [string, string, string, string, string]
    const [started = null, ended = null, error = null, log = null] = row.slice(5)
    return { id, job, slot, state, startedBy, started, ended, error, log }
  })
}
