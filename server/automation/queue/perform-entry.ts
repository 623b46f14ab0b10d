import type PgBoss from 'pg-boss'
import { AtelierError } from '../../kernel/errors.ts'
import type { Org, Session } from '../../org/session.ts'
import type { Database } from '../../storage/database.ts'
import type { HookRuntime } from '../hook-runtime.ts'
import type { BackgroundRun, LogLine } from '../hook-unit.ts'
import { patiently } from '../patiently.ts'
import { type Claim, giveBackEntry, holdEntry, QUEUE, renewEntry } from './entries.ts'
import type { ClaimedEntry } from './worker.ts'

export interface EntryDependencies {
  readonly database: Database
  /** Late, since hooks put into the queue what the queue gives to hooks. */
  readonly runtime: () => HookRuntime
  readonly orgs: () => Iterable<Org>
  readonly sessionOf: (org: Org) => Promise<Session>
  /** Milliseconds after which other nodes may begin an entry anew that this one does not renew. */
  readonly lease: number
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
  { runtime, orgs, sessionOf }: EntryDependencies,
  { data: { org: orgId, hook: name, payload } }: ClaimedEntry,
  claim: Claim,
  signal: AbortSignal,
): Promise<readonly string[]> {
  const org = [...orgs()].find(({ id }) => id === orgId)
  const hook = org?.model.hooks.get(name.toLowerCase())
  if (!org || hook?.kind !== 'queueable') throw new Error(`There is no queueable "${name}" any more.`)
  const lines: string[] = []
  const log = ({ level, text }: LogLine): void => {
    if (lines.length < KEPT_LINES) lines.push(`${level.toUpperCase()} ${text}`)
  }
  const input = { kind: 'queueable', payload, attempt: claim.attempt + 1 } as const
  const fence: BackgroundRun['fence'] = async ({ transaction }) => {
    if (transaction && (await holdEntry(transaction.connection, claim))) return
    throw new AtelierError(
      'HOOK_FAILED',
      'Another server has taken this entry over: nothing more is saved here.',
    )
  }
  await runtime().run(await sessionOf(org), hook, input, { log, fence, signal })
  return lines
}
