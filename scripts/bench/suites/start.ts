import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { setTimeout as delay } from 'node:timers/promises'
import type { Bench } from '../bench.ts'
import { median } from '../compare.ts'
import { ADMIN_PASSWORD, startServer } from '../server-process.ts'

const MOST_SECONDS = 2
const MOST_MEGABYTES = 180
const ROUNDS = 5
/** Milliseconds that the server has nothing to do before its memory is read. */
const IDLE = 10_000

/** `npm start` on a folder that has its database and metadata already, and the server's memory when it is idle. */
export async function measureStart(bench: Bench): Promise<void> {
  if (!bench.wants('start')) return
  const starts: number[] = []
  const memory: number[] = []
  for (let round = 0; round <= ROUNDS; round++) {
    const server = await startServer({
      command: ['npm', 'start'],
      env: {
        PORT: '0',
        DATABASE_URL: '',
        ATELIER_DATA_DIR: `${bench.options.dataDir}-start`,
        ATELIER_ADMIN_PASSWORD: ADMIN_PASSWORD,
      },
    })
    const pid = serverBelow(server.pid)
    try {
      // The first one makes the database.
      if (round > 0) starts.push(server.startedIn / 1000)
      if (round === ROUNDS) {
        await delay(IDLE)
        memory.push(megabytesOf(pid))
      }
    } finally {
      await server.stop(pid)
    }
  }
  const shown = starts.map(time => time.toFixed(2)).join(', ')
  bench.report({
    what: 'second start: npm start until ready, seconds',
    figures: { seconds: shown },
    value: median(starts),
    bound: MOST_SECONDS,
    kind: 'most',
  })
  bench.report({
    what: `resident memory of the server ${IDLE / 1000} s after its start, MB`,
    figures: {},
    value: Math.max(...memory),
    bound: MOST_MEGABYTES,
    kind: 'most',
  })
}

/** npm runs a shell that runs the server: its process below the given one. */
function serverBelow(pid: number): number {
  const rows = execFileSync('ps', ['-eo', 'pid=,ppid=,args='], { encoding: 'utf8' })
    .split('\n')
    .map(line => line.trim().split(/\s+/))
  const below = (parent: number): number[] =>
    rows.flatMap(([id, of]) => (Number(of) === parent ? [Number(id), ...below(Number(id))] : []))
  const family = new Set([pid, ...below(pid)])
  const server = rows.find(
    ([id, , command, ...args]) =>
      family.has(Number(id)) && /node$/.test(command ?? '') && args.at(-1) === 'scripts/start.mjs',
  )
  if (!server) throw new Error('The server is not among the processes that npm start has begun.')
  return Number(server[0])
}

function megabytesOf(pid: number): number {
  return Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1000
}
