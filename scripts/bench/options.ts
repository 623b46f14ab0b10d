import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'

export interface BenchOptions {
  /** Fewer rows and rounds: for a look, not for the record. */
  readonly quick: boolean
  /** Names of what to measure; empty: everything. */
  readonly only: readonly string[]
  readonly orders: number
  readonly proposals: number
  readonly connections: readonly number[]
  /** How often each pair of servers takes turns. */
  readonly rounds: number
  /** Seconds of one turn. */
  readonly seconds: number
  /** Rows of the org in which access is measured. */
  readonly accessOrders: number
  /** Rows of the org whose pages are measured. */
  readonly pageOrders: number
  /** Folder of the embedded database; the data in it is used again by the next run. */
  readonly dataDir: string
  readonly json: string | undefined
}

export const USAGE = `npm run bench -- [options]

  --quick              10,000 orders, 100,000 proposals, 3 short rounds
  --only NAME[,NAME]   get, list, children, update, create, create-1000,
                       growth, selection, import, deploy, start,
                       access-reads, access-create, role-move, login,
                       pages, page-sizes, type-ahead, page-paint
  --connections N[,N]  default 1,16,64
  --rounds N           turns of each server, default 5
  --seconds N          length of a turn, default 1.5
  --orders N           orders of the suites of access and pages, default 1,000,000
  --data DIR           folder of the embedded database, kept for the next run
  --json FILE          writes the figures there too

DATABASE_URL: a database for nothing else, where CREATE DATABASE is allowed.`

/** Reads the command line. Exits after --help. */
export function readOptions(args: readonly string[]): BenchOptions {
  const { values } = parseArgs({
    args: [...args],
    options: {
      help: { type: 'boolean', short: 'h' },
      quick: { type: 'boolean', default: false },
      only: { type: 'string', default: '' },
      connections: { type: 'string', default: '1,16,64' },
      rounds: { type: 'string' },
      seconds: { type: 'string' },
      orders: { type: 'string' },
      data: { type: 'string' },
      json: { type: 'string' },
    },
  })
  if (values.help) {
    console.log(USAGE)
    process.exit(0)
  }
  const { quick } = values
  return {
    quick,
    only: values.only.split(',').filter(Boolean),
    orders: quick ? 10_000 : 100_000,
    proposals: quick ? 100_000 : 1_000_000,
    connections: values.connections.split(',').map(Number),
    rounds: Number(values.rounds ?? (quick ? 3 : 5)),
    seconds: Number(values.seconds ?? (quick ? 1 : 1.5)),
    accessOrders: Number(values.orders ?? (quick ? 50_000 : 1_000_000)),
    pageOrders: Number(values.orders ?? (quick ? 50_000 : 1_000_000)),
    dataDir: values.data ?? join(tmpdir(), `atelier-bench${quick ? '-quick' : ''}`),
    json: values.json,
  }
}
