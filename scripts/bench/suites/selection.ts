import { selectionStatement } from '../baselines/selection.ts'
import type { Atelier, Bench } from '../bench.ts'
import { median } from '../compare.ts'
import { digestSelection, endTenders, keepOrders, restoreOrders } from '../tenders.ts'

const HOOK = 'ManufacturerSelectJob'
const MOST = 4
const ROUNDS = 3

/** All tenders have ended: the job decides them through its hook and all stages, then one SQL statement does. */
export async function measureSelection(bench: Bench): Promise<void> {
  if (!bench.wants('selection')) return
  const { database, dataset } = bench
  const { schema } = dataset
  const atelier = await bench.atelier()
  await keepOrders(database, schema)
  const ours: number[] = []
  const sql: number[] = []
  try {
    for (let round = 0; round < ROUNDS; round++) {
      const results: string[] = []
      const turns = [
        async () => void ours.push(await runJob(atelier)),
        async () => void sql.push(await runStatement(bench)),
      ]
      for (const turn of round % 2 === 0 ? turns : turns.reverse()) {
        await endTenders(database, schema)
        const began = new Date(Date.now() - 1)
        await turn()
        results.push(await digestSelection(database, schema, began))
      }
      if (results[0] !== results[1]) throw new Error(`The selections differ: ${results.join(' / ')}`)
    }
  } finally {
    await restoreOrders(database, schema)
  }
  bench.report({
    what: `selection over ${dataset.orders} orders and ${dataset.proposals} proposals: the job / one SQL statement`,
    figures: { ours: `${median(ours).toFixed(2)} s`, SQL: `${median(sql).toFixed(2)} s` },
    value: median(ours.map((time, index) => time / (sql[index] as number))),
    bound: MOST,
    kind: 'most',
  })
}

/** Seconds. */
async function runJob({ url, token }: Atelier): Promise<number> {
  const began = performance.now()
  const response = await fetch(`${url}/services/atelier/hooks/${HOOK}/run`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
    body: '{}',
  })
  const lines = (await response.text()).trim().split('\n')
  const seconds = (performance.now() - began) / 1000
  const end = JSON.parse(lines.at(-1) as string) as { kind?: string; state?: string }
  if (end.state !== 'done') throw new Error(`${HOOK}: ${lines.slice(-5).join('\n')}`)
  return seconds
}

/** Seconds. */
async function runStatement({ database, dataset }: Bench): Promise<number> {
  const [org] = await database.query<{ today: string }>(
    `SELECT (now() AT TIME ZONE time_zone)::date::text AS today FROM atelier.org WHERE schema = $1`,
    [dataset.schema],
  )
  const began = performance.now()
  await database.query(selectionStatement(dataset.schema), [dataset.userId, org?.today])
  return (performance.now() - began) / 1000
}
