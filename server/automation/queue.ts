import type PgBoss from 'pg-boss'
import { AtelierError } from '../kernel/errors.ts'
import { emit } from '../kernel/observe.ts'
import type { Org, Session } from '../org/session.ts'
import type { Connection, Database } from '../storage/database.ts'
import type { HookRuntime } from './hook-runtime.ts'
import type { LogLine } from './hook-unit.ts'
import { BACKGROUND_LIMITS } from './limits.ts'
import type { EnqueueCall } from './protocol.ts'
import {
  DEAD,
  type DeadEntry,
  type Entry,
  listDead,
  QUEUE,
  queueExists,
  SCHEMA,
  takeDead,
} from './queue-entries.ts'

export interface QueueDependencies {
  readonly database: Database
  /** Late, since hooks put into the queue what the queue gives to hooks. */
  readonly runtime: () => HookRuntime
  readonly orgs: () => Iterable<Org>
  readonly sessionOf: (org: Org) => Promise<Session>
  readonly retries?: Retries
}

export interface Retries {
  readonly limit: number
  /** Seconds before the second attempt; doubled for each one after. */
  readonly delay: number
}

/**
 * Queueables, kept in the database until they have run: at least once, and again with growing delays when they throw.
 * pg-boss keeps them in a schema of its own; it is opened when the first one comes.
 */
export interface HookQueue {
  /** Inside the session's transaction if it has one: rolled back, it never was. Gives the entry's id. */
  enqueue(session: Session, call: EnqueueCall): Promise<string>
  /** Goes on with what is in the queue from before. */
  start(): Promise<void>
  listDead(org: Org): Promise<readonly DeadEntry[]>
  /** Puts a dead entry into the queue again. Throws NOT_FOUND. */
  revive(org: Org, id: string): Promise<void>
  stop(): Promise<void>
}

interface OpenQueue {
  readonly boss: PgBoss
  readonly workers: readonly string[]
}

const WORKERS = 2
const RETRIES: Retries = { limit: 5, delay: 10 }
/** Another node's queue may have been opened meanwhile. */
const LOOK_AGAIN = 60_000
const KEPT_LINES = 200

export function createQueue(dependencies: QueueDependencies): HookQueue {
  const { database } = dependencies
  let opening: Promise<OpenQueue> | undefined
  let looking: NodeJS.Timeout | undefined
  const open = (): Promise<OpenQueue> => {
    clearInterval(looking)
    opening ??= openQueue(dependencies).catch(error => {
      opening = undefined
      throw error
    })
    return opening
  }
  const look = async (): Promise<void> => {
    if (await queueExists(database)) await open()
  }
  return {
    enqueue: async (session, call) => put(await open(), session, call),
    start: async () => {
      await look()
      if (opening) return
      looking = setInterval(() => void look().catch(warn), LOOK_AGAIN)
      looking.unref()
    },
    listDead: async org => ((await queueExists(database)) ? listDead(database, org) : []),
    revive: async (org, id) => {
      const dead = (await queueExists(database)) && (await takeDead(database, org, id))
      if (!dead) throw new AtelierError('NOT_FOUND', `There is no dead queue entry "${id}".`)
      const { boss, workers } = await open()
      await boss.send(QUEUE, dead)
      wake(boss, workers)
    },
    stop: async () => {
      clearInterval(looking)
      const queue = await opening?.catch(() => undefined)
      await queue?.boss.stop({ graceful: true, wait: true, timeout: 5_000 })
    },
  }
}

async function openQueue(dependencies: QueueDependencies): Promise<OpenQueue> {
  const { limit, delay } = dependencies.retries ?? RETRIES
  const { default: Boss } = await import('pg-boss')
  const boss = new Boss({
    connectionString: dependencies.database.url,
    schema: SCHEMA,
    max: 2,
    schedule: false,
  })
  boss.on('error', warn)
  await boss.start()
  await boss.createQueue(DEAD, { name: DEAD, retentionDays: 365 })
  const options: PgBoss.Queue = {
    name: QUEUE,
    deadLetter: DEAD,
    retryLimit: limit,
    retryDelay: delay,
    retryBackoff: true,
    // A node that died holds its entry no longer than a hook may run.
    expireInSeconds: BACKGROUND_LIMITS.wallMilliseconds / 1000 + 60,
  }
  await boss.createQueue(QUEUE, options)
  await boss.updateQueue(QUEUE, options)
  const workers: string[] = []
  for (let i = 0; i < WORKERS; i++) {
    const work = ([job]: PgBoss.JobWithMetadata<Entry>[]): Promise<unknown> =>
      perform(dependencies, job as PgBoss.JobWithMetadata<Entry>)
    workers.push(await boss.work<Entry>(QUEUE, { includeMetadata: true, pollingIntervalSeconds: 2 }, work))
  }
  return { boss, workers }
}

async function put({ boss, workers }: OpenQueue, session: Session, call: EnqueueCall): Promise<string> {
  const { org, transaction } = session
  const entry: Entry = { org: org.id, hook: call.hook, payload: call.payload ?? null }
  const options = {
    ...(call.delaySeconds ? { startAfter: call.delaySeconds } : {}),
    ...(transaction ? { db: joinTransaction(transaction.connection) } : {}),
  }
  const id = await boss.send(QUEUE, entry, options)
  if (id === null) throw new AtelierError('UNKNOWN_EXCEPTION', 'The queue did not take the entry.')
  if (transaction) transaction.afterCommit.push(() => wake(boss, workers))
  else wake(boss, workers)
  return id
}

/** The one statement of `send` returns the new id. */
function joinTransaction(connection: Connection): PgBoss.Db {
  return {
    executeSql: async (text, values) => {
      const { rows } = await connection.run({ text, values })
      return { rows: rows.map(([id]) => ({ id })) }
    },
  }
}

function wake(boss: PgBoss, workers: readonly string[]): void {
  for (const worker of workers) boss.notifyWorker(worker)
}

async function perform(
  dependencies: QueueDependencies,
  job: PgBoss.JobWithMetadata<Entry>,
): Promise<unknown> {
  const { org: orgId, hook: name, payload } = job.data
  const org = [...dependencies.orgs()].find(({ id }) => id === orgId)
  const hook = org?.model.hooks.get(name.toLowerCase())
  if (!org || hook?.kind !== 'queueable') throw new Error(`There is no queueable "${name}" any more.`)
  const lines: string[] = []
  const log = ({ level, text }: LogLine): void => {
    if (lines.length < KEPT_LINES) lines.push(`${level.toUpperCase()} ${text}`)
  }
  const input = { kind: 'queueable', payload, attempt: job.retryCount + 1 } as const
  await dependencies.runtime().run(await dependencies.sessionOf(org), hook, input, { log })
  return { log: lines }
}

function warn(error: unknown): void {
  emit('warning', { message: 'The queue of hooks has a problem.', error })
}
