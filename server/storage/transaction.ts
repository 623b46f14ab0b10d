import { setTimeout as delay } from 'node:timers/promises'
import { AtelierError } from '../kernel/errors.ts'
import { say } from '../kernel/message.ts'
import type { Connection, Database } from './database.ts'
import { DatabaseError, isRetryable } from './pg-errors.ts'
import { takeGate } from './sql/gate.ts'
import { quoteTable } from './sql/names.ts'
import type { RawResult, Statement } from './statement.ts'

export interface TransactionOptions {
  /** Key of the org's advisory lock. Undefined: platform tables only, no gate. */
  readonly gate?: number | undefined
  /** Schema of the org: its model version is then read behind the gate, without a further round trip. */
  readonly schema?: string | undefined
  /** A deploy: nobody else writes meanwhile. */
  readonly exclusive?: boolean
  /** Milliseconds to wait for any one lock. */
  readonly lockTimeout?: number
  /** How often the work may be begun when it meets a deadlock, a serialization failure or a lock timeout. */
  readonly attempts?: number
}

/** `modelVersion` is the deployed one, when the options name a schema. */
export type Work<T> = (connection: Connection, modelVersion?: number) => Promise<T>

const LOCK_TIMEOUT = { shared: 10_000, exclusive: 3_000 }
/** Milliseconds after which PostgreSQL takes the locks of a node that has stopped amid a transaction. */
const IDLE_TIMEOUT = 120_000
/** Milliseconds. */
const LONGEST_STATEMENT = 120_000
const ATTEMPTS = { shared: 5, exclusive: 10 }

/**
 * The only way to write in more than one statement: BEGIN, the org's gate, `work`, COMMIT. `work` may run several
 * times (see `attempts`), so its effects outside the database belong behind the commit.
 * Throws OUTCOME_UNKNOWN when the connection broke while committing: the write may or may not have happened.
 */
export async function transaction<T>(
  database: Database,
  options: TransactionOptions,
  work: Work<T>,
): Promise<T> {
  const attempts = options.attempts ?? (options.exclusive ? ATTEMPTS.exclusive : ATTEMPTS.shared)
  for (let attempt = 1; ; attempt++) {
    try {
      return await database.withConnection(connection => runOnce(connection, options, work))
    } catch (error) {
      if (attempt >= attempts || !isRetryable(error)) throw error
      await delay(Math.random() * Math.min(20 * 2 ** attempt, 1000))
    }
  }
}

async function runOnce<T>(connection: Connection, options: TransactionOptions, work: Work<T>): Promise<T> {
  let result: T
  try {
    const { rows } = await connection.run({ text: beginText(options), values: [] })
    result = await work(connection, options.schema === undefined ? undefined : Number(rows[0]?.[0]))
  } catch (error) {
    // A broken connection has rolled back by itself; what went wrong is what the caller needs to know.
    await connection.run({ text: 'ROLLBACK', values: [] }).catch(() => undefined)
    throw error
  }
  await commit(connection)
  return result
}

/** One round trip: the simple protocol takes several statements. */
function beginText(options: TransactionOptions): string {
  const exclusive = options.exclusive === true
  const wait = options.lockTimeout ?? (exclusive ? LOCK_TIMEOUT.exclusive : LOCK_TIMEOUT.shared)
  const limits = [
    ['lock_timeout', Math.ceil(wait)],
    ['idle_in_transaction_session_timeout', IDLE_TIMEOUT],
    // A deploy may have all rows of a table to convert.
    ['statement_timeout', exclusive ? 0 : LONGEST_STATEMENT],
  ].map(([name, milliseconds]) => `; SET LOCAL ${name} = ${milliseconds}`)
  const begin = `BEGIN${limits.join('')}`
  const gate = options.gate === undefined ? '' : `; ${takeGate(options.gate, exclusive)}`
  const version =
    options.schema === undefined ? '' : `; SELECT version FROM ${quoteTable(options.schema, '_model')}`
  return begin + gate + version
}

/** Whether a save is there that broke off while it was being committed. */
export function outcomeUnknown(cause: DatabaseError): AtelierError {
  const message = say(
    'The database connection broke while saving: the change may or may not be saved. Look before you repeat it, or repeat it with the same idempotency key.',
  )
  return new AtelierError('OUTCOME_UNKNOWN', message, undefined, { cause })
}

async function commit(connection: Connection): Promise<void> {
  let result: RawResult
  try {
    result = await connection.run({ text: 'COMMIT', values: [] })
  } catch (error) {
    if (!(error instanceof DatabaseError) || error.code !== 'SERVER_UNAVAILABLE') throw error
    throw outcomeUnknown(error)
  }
  // PostgreSQL answers the COMMIT of a failed transaction with a rollback and no error.
  if (result.command === 'ROLLBACK') {
    throw new AtelierError('UNKNOWN_EXCEPTION', say('Nothing was saved: a statement failed and was ignored.'))
  }
}

let savepoints = 0

/** Runs `work` so that its failure undoes its own statements only; the transaction goes on. */
export async function savepoint<T>(connection: Connection, work: () => Promise<T>): Promise<T> {
  const name = `s${++savepoints}`
  await connection.run({ text: `SAVEPOINT ${name}`, values: [] })
  try {
    const result = await work()
    await connection.run({ text: `RELEASE SAVEPOINT ${name}`, values: [] })
    return result
  } catch (error) {
    const undo = `ROLLBACK TO SAVEPOINT ${name}; RELEASE SAVEPOINT ${name}`
    // A deadlock has aborted the whole transaction; the original error is the one that tells so.
    await connection.run({ text: undo, values: [] }).catch(() => undefined)
    throw error
  }
}

export interface GatedResult {
  /** False: a deploy is in the way or has changed the model. Nothing was written; use `transaction`. */
  readonly open: boolean
  /** What the write returned; column 0 is the gate's own, column 1 (never null: let it be the id) the write's first. */
  readonly rows: RawResult['rows']
}

/**
 * A write in one statement and one round trip, committed by itself. `statement` was made by `gated`
 * (storage/sql/gate.ts).
 */
export async function runGated(connection: Connection, statement: Statement): Promise<GatedResult> {
  const { rows } = await connection.run(statement)
  const written = rows[0]?.[1] === null ? [] : rows
  return { open: rows[0]?.[0] === 't', rows: written }
}
