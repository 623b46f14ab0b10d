import { setTimeout as delay } from 'node:timers/promises'
import type PgBoss from 'pg-boss'
import { AtelierError } from '../kernel/errors.ts'
import { emit } from '../kernel/observe.ts'
import type { Org, Session } from '../org/session.ts'
import type { Connection } from '../storage/database.ts'
import { translatePgError } from '../storage/pg-errors.ts'
import { BACKGROUND_LIMITS } from './limits.ts'
import type { EnqueueCall } from './protocol.ts'
import {
  DEAD,
  type Entry,
  listEntries,
  QUEUE,
  type QueueListing,
  queueExists,
  SCHEMA,
  takeDead,
} from './queue/entries.ts'
import { makeEntryId } from './queue/entry-ids.ts'
import { type EntryDependencies, performEntry } from './queue/perform-entry.ts'
import { type ClaimedEntry, startWorker, type Worker } from './queue/worker.ts'

export interface QueueDependencies extends Omit<EntryDependencies, 'lease'> {
  readonly retries?: Retries
  readonly lease?: number
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
  /** The same for a task of the server's own, by its name. */
  enqueueTask(session: Session, task: string, payload: unknown): Promise<string>
  /** Runs what is in the queue, and what comes. */
  start(): Promise<void>
  /** What waits, runs, or failed as often as it may. */
  list(org: Org): Promise<readonly QueueListing[]>
  /** Puts a dead entry into the queue again. Throws NOT_FOUND. */
  revive(org: Org, id: string): Promise<void>
  /** Entries that run are left to another node, or to the next start. */
  stop(): Promise<void>
}

interface Queue extends QueueDependencies {
  readonly lease: number
  readonly stopping: AbortController
  readonly workers: Worker[]
  isStarted: boolean
  opening?: Promise<PgBoss> | undefined
  watch?: NodeJS.Timeout
}

const WORKERS = 2
const RETRIES: Retries = { limit: 5, delay: 10 }
const LEASE = 30_000
/** Milliseconds that entries have to end when the node stops. */
const GRACE = 500
/** Days. What waits is never thrown away before anybody can have noticed. */
const RETENTION = 365

export function createQueue(dependencies: QueueDependencies): HookQueue {
  const queue: Queue = {
    lease: LEASE,
    ...dependencies,
    ...{ stopping: new AbortController(), workers: [], isStarted: false },
  }
  const { database } = queue
  return {
    enqueue: (session, { hook, payload = null, delaySeconds }) =>
      put(queue, session, { org: session.org.id, hook, payload }, delaySeconds),
    enqueueTask: (session, task, payload) =>
      put(queue, session, { org: session.org.id, hook: '', task, payload }),
    start: async () => {
      queue.isStarted = true
      await look(queue)
      queue.watch = setInterval(() => void look(queue).catch(warn), queue.lease / 2)
      queue.watch.unref()
    },
    list: async org => ((await queueExists(database)) ? listEntries(database, org) : []),
    revive: async (org, id) => {
      const dead = (await queueExists(database)) && (await takeDead(database, org, id))
      if (!dead) throw new AtelierError('NOT_FOUND', `There is no dead queue entry "${id}".`)
      await (await open(queue)).send(QUEUE, dead, { id: makeEntryId() })
      wake(queue)
    },
    stop: () => stop(queue),
  }
}

async function open(queue: Queue): Promise<PgBoss> {
  queue.opening ??= openBoss(queue).catch(error => {
    queue.opening = undefined
    throw error
  })
  const boss = await queue.opening
  if (queue.isStarted) addWorkers(queue, boss)
  return boss
}

function addWorkers(queue: Queue, boss: PgBoss): void {
  const { stopping, workers } = queue
  const perform = (entry: ClaimedEntry) => performEntry(queue, boss, entry, stopping.signal)
  while (workers.length < WORKERS) workers.push(startWorker(boss, perform, stopping.signal, warn))
}

async function openBoss(queue: Queue): Promise<PgBoss> {
  const { limit, delay } = queue.retries ?? RETRIES
  const { default: Boss } = await import('pg-boss')
  const boss = new Boss({ connectionString: queue.database.url, schema: SCHEMA, max: 2, schedule: false })
  boss.on('error', warn)
  await boss.start()
  await boss.createQueue(DEAD, { name: DEAD, retentionDays: RETENTION })
  const options: PgBoss.Queue = {
    name: QUEUE,
    deadLetter: DEAD,
    retryLimit: limit,
    retryDelay: delay,
    retryBackoff: true,
    retentionDays: RETENTION,
    // Longer than any hook may run; the lease of an entry that runs is shorter.
    expireInSeconds: BACKGROUND_LIMITS.wallMilliseconds / 1000 + 60,
  }
  await boss.createQueue(QUEUE, options)
  await boss.updateQueue(QUEUE, options)
  return boss
}

/** Opens what another node has opened meanwhile, and begins anew what nodes have left that died. */
async function look(queue: Queue): Promise<void> {
  if (queue.opening === undefined && !(await queueExists(queue.database))) return
  const boss = await open(queue)
  await boss.expire()
  wake(queue)
}

async function put(
  queue: Queue,
  { transaction }: Session,
  entry: Entry,
  delaySeconds?: number,
): Promise<string> {
  const boss = await open(queue)
  const options = {
    id: makeEntryId(),
    ...(delaySeconds ? { startAfter: delaySeconds } : {}),
    ...(transaction ? { db: joinTransaction(transaction.connection) } : {}),
  }
  const id = await boss.send(QUEUE, entry, options)
  if (id === null) throw new AtelierError('UNKNOWN_EXCEPTION', 'The queue did not take the entry.')
  if (transaction) transaction.afterCommit.push(() => wake(queue))
  else wake(queue)
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

function wake({ workers }: Queue): void {
  for (const worker of workers) worker.wake()
}

async function stop({ watch, stopping, workers, opening }: Queue): Promise<void> {
  clearInterval(watch)
  stopping.abort()
  await Promise.race([Promise.all(workers.map(({ ended }) => ended)), delay(GRACE)])
  const boss = await opening?.catch(() => undefined)
  await boss?.stop({ graceful: false })
}

function warn(error: unknown): void {
  emit('warning', { message: 'The queue of hooks has a problem.', error: translatePgError(error) })
}
