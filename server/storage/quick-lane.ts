import pg from 'pg'
import { DatabaseError, translatePgError } from './pg-errors.ts'
import type { RawResult, Statement } from './statement.ts'

/**
 * Connections that quick statements share: those that find few rows by their keys, whatever their values are. What is
 * asked in one turn of the event loop goes out in one write, nobody waits for the answers of others to be read, and
 * PostgreSQL plans each statement once.
 */
export interface QuickLane {
  run(statement: Statement): Promise<RawResult>
  /** Few others are under way: one that takes a little longer holds nobody up. */
  hasRoom(): boolean
  close(): Promise<void>
}

interface Lane {
  readonly client: pg.Client
  readonly opened: Promise<unknown>
  readonly until: number
  underWay: number
  isCorked: boolean
}

export type RunOn = (client: pg.Client, statement: Statement) => Promise<RawResult>

const ROOM = 8
/** Milliseconds. PostgreSQL keeps what a connection has prepared for as long as that lives, and models change. */
const LIFE = 600_000
/** A statement is prepared with the first that asks for it; when that fails, those behind it find nothing prepared. */
const NOT_PREPARED = '26000'
/** One that takes longer is not quick, and holds up others. */
const LONGEST_QUICK = 10_000

export interface LaneOptions {
  /** Connections. */
  readonly size: number
  /** Milliseconds after which a statement is given up. */
  readonly longest: number
}

export function openQuickLane(
  url: string,
  runOn: RunOn,
  { size, longest }: LaneOptions = { size: 2, longest: LONGEST_QUICK },
): QuickLane {
  const lanes = new Set<Lane>()
  const open = (): Lane => {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 3000, pipeline: true })
    const until = Date.now() + LIFE
    const lane: Lane = { client, opened: connect(client, longest), until, underWay: 0, isCorked: false }
    const forget = (): void => void lanes.delete(lane)
    client.on('error', forget).on('end', forget)
    lane.opened.catch(forget)
    lanes.add(lane)
    return lane
  }
  const choose = (): Lane => {
    const [free] = [...lanes].sort((one, other) => one.underWay - other.underWay)
    if (!free || (free.underWay > 0 && lanes.size < size)) return open()
    if (free.underWay > 0 || free.until > Date.now()) return free
    lanes.delete(free)
    free.client.end().catch(() => undefined)
    return open()
  }
  const run = async (statement: Statement): Promise<RawResult> => {
    const lane = choose()
    try {
      return await runIn(lane, runOn, statement)
    } catch (error) {
      // The connection ends some moments after it says so.
      if (isCutOff(error)) lanes.delete(lane)
      throw error
    }
  }
  return {
    hasRoom: () => lanes.size < size || [...lanes].some(({ underWay }) => underWay < ROOM),
    run: statement =>
      run(statement).catch((error: unknown) => {
        if (error instanceof DatabaseError && error.sqlState === NOT_PREPARED) return run(statement)
        throw error
      }),
    close: async () => {
      await Promise.all([...lanes].map(({ client }) => client.end().catch(() => undefined)))
    },
  }
}

async function runIn(lane: Lane, runOn: RunOn, statement: Statement): Promise<RawResult> {
  lane.underWay++
  try {
    await lane.opened
    gatherWrites(lane)
    return await runOn(lane.client, statement)
  } finally {
    lane.underWay--
  }
}

function isCutOff(error: unknown): boolean {
  const { sqlState, code } = error as { readonly sqlState?: unknown; readonly code?: unknown }
  return /^(?:57P|08|ECONN|EPIPE)/.test(String(sqlState ?? code))
}

async function connect(client: pg.Client, longest: number): Promise<void> {
  try {
    await client.connect()
    await client.query(`SET plan_cache_mode = force_generic_plan; SET statement_timeout = ${longest}`)
  } catch (error) {
    throw translatePgError(error)
  }
}

/** The driver writes each statement by itself: its socket waits until all have been asked. */
function gatherWrites(lane: Lane): void {
  if (lane.isCorked) return
  const { stream } = (lane.client as unknown as { connection: pg.Connection }).connection
  lane.isCorked = true
  stream.cork()
  setImmediate(() => {
    lane.isCorked = false
    stream.uncork()
  })
}
