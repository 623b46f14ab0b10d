import type PgBoss from 'pg-boss'
import { AtelierError } from '../../kernel/errors.ts'
import type { Org, Session } from '../../org/session.ts'
import type { Database } from '../../storage/database.ts'
import type { HookRuntime } from '../hook-runtime.ts'
import type { LogLine } from '../hook-unit.ts'
import { patiently } from '../patiently.ts'
import { type Claim, type Entry, giveBackEntry, holdEntry, QUEUE, renewEntry } from './entries.ts'
import type { ClaimedEntry } from './worker.ts'

export interface EntryDependencies {
  readonly database: Database
  /** Late, since hooks put into the queue what the queue gives to hooks. */
  readonly runtime: () => HookRuntime
  readonly orgs: () => Iterable<Org>
  readonly sessionOf: (org: Org) => Promise<Session>
  readonly tasks?: ReadonlyMap<string, BackgroundTask>
  /** Milliseconds after which other nodes may begin an entry anew that this one does not renew. */
  readonly lease: number
}

/** Work of the server's own: begun again when it throws, or when its node dies. */
export type BackgroundTask = (org: Org, payload: unknown, run: TaskRun) => Promise<void>

export interface TaskRun {
  /** To be called inside each transaction that saves: throws when another node has taken the work over. */
  readonly fence: (session: Session) => Promise<void>
  /** Aborted when the work is to be left to another node. */
  readonly signal: AbortSignal
}

const KEPT_LINES = 200

/**
 * Runs the hook of an entry, and notes how it ended. Whatever the hook saves is committed only while the entry
 * belongs to this node.
 */
export async function performEntry(
  dependencies: EntryDependencies,
  boss: PgBoss,
  job: ClaimedEntry,
  stop: AbortSignal,
): Promise<void> {
  const { database, lease } = dependencies
  const claim = { id: job.id, attempt: job.retryCount }
  const lost = new AbortController()
  const renew = async (): Promise<void> => {
    // Without the database nothing can be saved either.
    const isOurs = await renewEntry(database, claim, lease).catch(() => true)
    if (!isOurs) lost.abort()
  }
  await renew()
  const renewing = setInterval(() => void renew(), lease / 3)
  const signal = AbortSignal.any([lost.signal, stop])
  try {
    const log = await runEntry(dependencies, job, claim, signal)
    await renew()
    if (!lost.signal.aborted) await patiently(() => boss.complete(QUEUE, job.id, { log }))
  } catch (error) {
    await renew()
    if (lost.signal.aborted) return
    if (stop.aborted) await giveBackEntry(database, claim)
    else await patiently(() => boss.fail(QUEUE, job.id, Object(error)))
  } finally {
    clearInterval(renewing)
  }
}

/** Gives the lines of its log. */
async function runEntry(
  dependencies: EntryDependencies,
  { data }: ClaimedEntry,
  claim: Claim,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const org = [...dependencies.orgs()].find(({ id }) => id === data.org)
  const fence = fenceOf(claim)
  if (data.task === undefined) return runHook(dependencies, org, data, claim, { fence, signal })
  const task = dependencies.tasks?.get(data.task)
  if (!org || !task) throw new Error(`There is no task "${data.task}" here.`)
  await task(org, data.payload, { fence, signal })
  return []
}

/** Whatever is saved is committed only while the entry is ours. */
function fenceOf(claim: Claim): TaskRun['fence'] {
  return async ({ transaction }) => {
    if (transaction && (await holdEntry(transaction.connection, claim))) return
    throw new AtelierError(
      'HOOK_FAILED',
      'Another server has taken this entry over: nothing more is saved here.',
    )
  }
}

async function runHook(
  { runtime, sessionOf }: EntryDependencies,
  org: Org | undefined,
  { hook: name, payload }: Entry,
  claim: Claim,
  run: TaskRun,
): Promise<readonly string[]> {
  const hook = org?.model.hooks.get(name.toLowerCase())
  if (!org || hook?.kind !== 'queueable') throw new Error(`There is no queueable "${name}" any more.`)
  const lines: string[] = []
  const log = ({ level, text }: LogLine): void => {
    if (lines.length < KEPT_LINES) lines.push(`${level.toUpperCase()} ${text}`)
  }
  const input = { kind: 'queueable', payload, attempt: claim.attempt + 1 } as const
  await runtime().run(await sessionOf(org), hook, input, { log, ...run })
  return lines
}
