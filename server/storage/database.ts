import createKnex, { type Knex } from 'knex'
import pg from 'pg'
import type { AtelierError } from '../kernel/errors.ts'
import { emit, isObserved } from '../kernel/observe.ts'
import { cancelStatement } from './cancel-statement.ts'
import { checkDatabaseUrl, checkServer } from './check-server.ts'
import { type EmbeddedServer, type ServerSettings, startEmbedded } from './embedded.ts'
import { busy, translatePgError } from './pg-errors.ts'
import { runRaw } from './raw-query.ts'
import { openLanes, type RunStatement, shareLanes } from './share-lanes.ts'
import type { RawResult, Statement } from './statement.ts'
import { makeTurns } from './turns.ts'

export interface Connection {
  run(statement: Statement): Promise<RawResult>
}

/** One PostgreSQL, one pool. `run` on it takes any free connection and commits by itself. */
export interface Database extends Connection {
  /** For DDL and platform tables. Record reads and writes use `run`. */
  readonly knex: Knex
  readonly url: string
  /** Cancels the statement after `longest` milliseconds. */
  run(statement: Statement, longest?: number): Promise<RawResult>
  /**
   * Lends one connection for as long as `work` lasts. Some are left for `run`, so that works which need a statement
   * of their own beside the connection that they have do not wait for each other.
   */
  withConnection<T>(work: (connection: Connection) => Promise<T>): Promise<T>
  /**
   * Calls back for each NOTIFY on the channel, over a direct connection that reconnects by itself; and with an
   * empty payload after a reconnect, because something may have been missed.
   */
  listen(channel: string, callback: (payload: string) => void): Promise<() => Promise<void>>
  close(): Promise<void>
}

export interface DatabaseOptions {
  readonly dataDir: string
  readonly databaseUrl?: string | undefined
  readonly poolSize?: number
  readonly preparedStatements?: boolean
  readonly settings?: ServerSettings
  /** Milliseconds after which a statement of `run` is cancelled. */
  readonly statementTimeout?: number
}

const POOL_SIZE = 12
/** Connections that nobody keeps for longer than a statement. */
const KEPT_FREE = 2
/** Milliseconds to wait for a connection. */
const WAIT = 10_000
/** Milliseconds that statements have to end when the database is closed. */
const GRACE = 300
/** Milliseconds for one statement, as in Salesforce. */
const LONGEST = 120_000

/** Opens DATABASE_URL, or starts the embedded PostgreSQL of the data folder. */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const { databaseUrl, dataDir, settings } = options
  if (!databaseUrl) {
    const embedded = await startEmbedded(dataDir, settings)
    return connect(embedded.url, options, embedded)
  }
  checkDatabaseUrl(databaseUrl)
  const database = connect(databaseUrl, options, undefined)
  try {
    await checkServer(text => database.run({ text, values: [] }), databaseUrl)
    return database
  } catch (error) {
    await database.close()
    throw error
  }
}

function connect(url: string, options: DatabaseOptions, embedded: EmbeddedServer | undefined): Database {
  const poolSize = options.poolSize ?? POOL_SIZE
  const knex = createKnex({
    client: 'pg',
    connection: { connectionString: url, connectionTimeoutMillis: 3000, keepAlive: true },
    pool: { min: 0, max: poolSize },
    acquireConnectionTimeout: WAIT,
    log: { warn: warn, error: warn, deprecate: warn, debug: () => undefined },
  })
  const usePrepared = options.preparedStatements !== false
  const lent = new Set<pg.Client>()
  const lend = async <T>(work: (connection: Connection) => Promise<T>, longest?: number): Promise<T> => {
    const client = await acquire(knex)
    lent.add(client)
    const cancel = longest && setTimeout(() => cancelStatement(client), longest)
    try {
      return await work({ run: statement => runOn(client, statement, usePrepared) })
    } finally {
      if (cancel) clearTimeout(cancel)
      lent.delete(client)
      await knex.client.releaseConnection(client)
    }
  }
  const alone: RunStatement = (statement, longest) => lend(connection => connection.run(statement), longest)
  const lanes = usePrepared
    ? openLanes(url, (client, statement) => runOn(client, statement, true))
    : undefined
  const run = lanes ? shareLanes(lanes, alone) : alone
  const turns = makeTurns(Math.max(poolSize - KEPT_FREE, 1), WAIT, busy)
  return {
    knex,
    url,
    withConnection: work => turns.take(() => lend(work)),
    run: (statement, longest = options.statementTimeout ?? LONGEST) => run(statement, longest),
    listen: (channel, callback) => listen(url, channel, callback),
    close: async () => {
      const cancelling = setTimeout(() => lent.forEach(cancelStatement), GRACE)
      await lanes?.close()
      await knex.destroy()
      clearTimeout(cancelling)
      await embedded?.stop()
    },
  }
}

/** The pool's own words, e.g. about a connection that was cut off while nobody used it. */
function warn(message: unknown): void {
  const [words = ''] = String(message).split('\n')
  // Whoever wanted the connection gets that error.
  if (!words.startsWith('Acquire connection error')) emit('warning', { message: `Database: ${words}` })
}

async function acquire(knex: Knex): Promise<pg.Client> {
  try {
    return await knex.client.acquireConnection()
  } catch (error) {
    throw translatePgError(error)
  }
}

async function runOn(client: pg.Client, statement: Statement, usePrepared: boolean): Promise<RawResult> {
  const began = isObserved('statement') ? performance.now() : 0
  try {
    const { text, values, name } = statement
    const result = await runRaw(client, text, values, usePrepared ? name : undefined)
    if (began) emit('statement', { text, rows: result.rowCount, milliseconds: performance.now() - began })
    return result
  } catch (error) {
    const translated = translatePgError(error)
    if ((translated as AtelierError).code === 'SERVER_UNAVAILABLE') discard(client, error)
    throw translated
  }
}

/** A broken connection goes back to the pool as one that is not to be lent again (Knex's own mark). */
function discard(client: pg.Client, error: unknown): void {
  Object.assign(client, { __knex__disposed: error })
}

async function listen(
  url: string,
  channel: string,
  callback: (payload: string) => void,
): Promise<() => Promise<void>> {
  let closed = false
  let client: pg.Client | undefined
  const open = async (): Promise<void> => {
    const next = new pg.Client({ connectionString: url, keepAlive: true })
    next.on('notification', message => callback(message.payload ?? ''))
    next.on('error', () => undefined)
    next.on('end', () => {
      if (!closed) setTimeout(() => void open().catch(() => undefined), 500)
    })
    await next.connect()
    await next.query(`LISTEN ${pg.escapeIdentifier(channel)}`)
    if (client) callback('')
    client = next
  }
  await open()
  return async () => {
    closed = true
    await client?.end()
  }
}
