import type { Bench } from '../bench.ts'
import { type Contender, median, ratioOf, takeTurns, tryOnce } from '../compare.ts'
import { CREATED, removeCreated } from '../leftovers.ts'
import { makeOperations, type Operation } from '../operations.ts'
import type { Finding } from '../report.ts'
import { type ServerProcess, startBaseline } from '../server-process.ts'

/** The six operations under load: the product, Express + pg and Express + Knex take turns. */
export async function measureRequests(bench: Bench): Promise<void> {
  const operations = makeOperations(bench.dataset).filter(({ name }) => bench.wants(name))
  if (operations.length === 0) return
  const env = {
    DATABASE_URL: bench.database.url,
    BENCH_SCHEMA: bench.dataset.schema,
    BENCH_USER: bench.dataset.userId,
  }
  const atelier = await bench.atelier()
  const pg = await startBaseline('express-pg', env)
  const knex = await startBaseline('express-knex', env)
  try {
    for (const operation of operations) await measureOperation(bench, operation, { atelier, pg, knex })
  } finally {
    await Promise.all([pg.stop(), knex.stop()])
    await removeCreated(bench.database, bench.dataset.schema, CREATED.requests)
  }
}

interface Servers {
  readonly atelier: Pick<ServerProcess, 'url'> & { readonly token: string }
  readonly pg: ServerProcess
  readonly knex: ServerProcess
}

async function measureOperation(bench: Bench, operation: Operation, servers: Servers): Promise<void> {
  const contenders = contendersOf(operation, servers)
  for (const contender of contenders) {
    await tryOnce(contender)
    // The code of all is compiled before it is measured, however slow the machine.
    const warmUp = { connections: operation.connections?.[0] ?? 16, amount: operation.warmUp, seconds: 0 }
    await bench.load.run({ ...contender, ...warmUp })
  }
  for (const connections of bench.options.connections) {
    if (operation.connections && !operation.connections.includes(connections)) continue
    const { rounds, seconds } = bench.options
    const { amount } = operation
    const figures = await takeTurns(bench.load, contenders, { connections, rounds, seconds, amount })
    const perSecond = (name: string): string =>
      Math.round(
        median(figures.get(name) ?? []) * (operation.records >= 1000 ? operation.records : 1),
      ).toLocaleString('en-US')
    const unit = operation.records >= 1000 ? 'rows/s' : 'req/s'
    const finding = (other: string, bound: number): Finding => ({
      what: `${operation.title}: ours / Express + ${other}`,
      connections,
      figures: { ours: perSecond('atelier'), pg: perSecond('pg'), knex: `${perSecond('knex')} ${unit}` },
      value: ratioOf(figures, 'atelier', other),
      bound,
      kind: 'least',
    })
    bench.report(finding('pg', operation.floor))
    if (operation.isRead && connections === 64) bench.report(finding('knex', 1))
  }
}

function contendersOf({ ours, baseline }: Operation, { atelier, pg, knex }: Servers): readonly Contender[] {
  const json: Readonly<Record<string, string>> = ours[0]?.body ? { 'Content-Type': 'application/json' } : {}
  const other = (name: string, { url }: ServerProcess): Contender => ({
    name,
    url,
    headers: json,
    requests: baseline,
  })
  return [
    {
      name: 'atelier',
      url: atelier.url,
      headers: { ...json, Authorization: `Bearer ${atelier.token}` },
      requests: ours,
    },
    other('pg', pg),
    other('knex', knex),
  ]
}
