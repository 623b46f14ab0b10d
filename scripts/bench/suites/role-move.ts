import { MOVED } from '../access/company.ts'
import { movedPath, movedRole } from '../access/metadata.ts'
import type { AccessBench } from '../access/open-company.ts'
import { median } from '../compare.ts'

const MOST_SECONDS = 2
/** Milliseconds that a reader may wait for its answer while a role moves. */
const MOST_WAIT = 500
const ROUNDS = 3
const READERS = 4
const PATH = `/services/data/v60.0/query?q=${encodeURIComponent("SELECT Id, OrderNumber FROM Order WHERE Status = 'AWAITING PROPOSALS' ORDER BY EffectiveDate DESC LIMIT 50")}`

interface Files {
  readonly files: readonly { readonly package: string; readonly path: string; readonly text: string }[]
}

/** A role with 500 users goes under another one and back, by deploys, while others read. */
export async function measureRoleMove(bench: AccessBench): Promise<void> {
  if (!bench.wants('role-move')) return
  const deployed = (await (await call(bench, 'admin', '/services/atelier/metadata')).json()) as Files
  const seconds: number[] = []
  const waits: number[] = []
  const readers = startReaders(bench, waits)
  try {
    await move(bench, deployed, MOVED.to)
    await move(bench, deployed, MOVED.from)
    waits.length = 0
    for (let round = 0; round < ROUNDS; round++) {
      for (const parent of [MOVED.to, MOVED.from]) seconds.push(await move(bench, deployed, parent))
    }
  } finally {
    await readers.stop()
  }
  bench.report({
    what: `a role with ${MOVED.users} users under another, seconds`,
    figures: { all: seconds.map(time => time.toFixed(2)).join(' ') },
    value: median(seconds),
    bound: MOST_SECONDS,
    kind: 'most',
  })
  bench.report({
    what: `longest wait of ${READERS} readers meanwhile, ms`,
    figures: { 'median ms': median(waits).toFixed(1), reads: String(waits.length) },
    value: Math.max(...waits),
    bound: MOST_WAIT,
    kind: 'most',
  })
}

function call({ server, tokens }: AccessBench, who: 'admin' | 'many', path: string, body?: string) {
  const headers = { Authorization: `Bearer ${tokens[who]}`, 'Content-Type': 'application/json' }
  return fetch(server.url + path, { headers, ...(body && { method: 'POST', body }) })
}

/** Seconds until the deploy has answered. */
async function move(bench: AccessBench, { files }: Files, parent: string): Promise<number> {
  const text = JSON.stringify(movedRole(parent))
  const changed = files.map(file => (file.path === movedPath ? { ...file, text } : file))
  const body = JSON.stringify({ files: changed })
  const began = performance.now()
  const response = await call(bench, 'admin', '/services/atelier/deploy', body)
  const answer = await response.text()
  if (!response.ok) throw new Error(`Move to ${parent}: ${response.status} ${answer}`)
  return (performance.now() - began) / 1000
}

/** They read one page after the other, and keep how long each took. */
function startReaders(bench: AccessBench, waits: number[]): { stop(): Promise<void> } {
  let isOver = false
  const read = async (): Promise<void> => {
    while (!isOver) {
      const began = performance.now()
      const response = await call(bench, 'many', PATH)
      await response.text()
      if (!response.ok) throw new Error(`A reader got ${response.status}.`)
      waits.push(performance.now() - began)
    }
  }
  const all = Promise.all(Array.from({ length: READERS }, read))
  return {
    stop: async () => {
      isOver = true
      await all
    },
  }
}
