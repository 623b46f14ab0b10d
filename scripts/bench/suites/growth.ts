import { type Atelier, type Bench, openAtelier } from '../bench.ts'
import type { BenchDatabase } from '../bench-database.ts'
import { type Contender, median, ratioOf, takeTurns } from '../compare.ts'
import { type Dataset, loadDataset } from '../dataset.ts'
import { indexForSearches } from '../index-for-searches.ts'
import type { LoadRequest } from '../load.ts'

const MOST = 1.5
const SMALL = { accounts: 200, orders: 1_000, proposals: 10_000 }
const PAGES = 512
const COLUMNS =
  'Id, Name, price__c, currency__c, submitted_at__c, order__c, order__r.title__c, manufacturer__r.Name'

/** The same list of 50, filtered and sorted, from everywhere in a large and in a small table. */
export async function measureGrowth(bench: Bench): Promise<void> {
  if (!bench.wants('growth')) return
  const small = await bench.database.sibling('atelier_bench_small')
  const dataDir = `${bench.options.dataDir}-small`
  const server = await openAtelier(small.url, dataDir)
  try {
    const smallSet = await loadDataset(small, SMALL)
    await indexForSearches(small, dataDir)
    const contenders = [
      await contender('large', await bench.atelier(), bench.database, bench.dataset),
      await contender('small', server, small, smallSet),
    ]
    const { rounds, seconds } = bench.options
    const figures = await takeTurns(bench.load, contenders, { connections: 1, rounds, seconds })
    const time = (name: string): string => `${(1000 / median(figures.get(name) ?? [])).toFixed(2)} ms`
    const { proposals } = bench.dataset
    bench.report({
      what: `list of 50: time at ${proposals} rows / at ${SMALL.proposals}`,
      connections: 1,
      figures: { large: time('large'), small: time('small') },
      value: ratioOf(figures, 'small', 'large'),
      bound: MOST,
      kind: 'most',
    })
  } finally {
    await server.stop()
    await small.close()
  }
}

async function contender(
  name: string,
  { url, token }: Atelier,
  database: BenchDatabase,
  { schema }: Dataset,
): Promise<Contender> {
  const [range] = await database.query<{ first: Date; last: Date }>(
    `SELECT min(submitted_at__c) AS first, max(submitted_at__c) AS last FROM ${schema}.order_proposal__c`,
  )
  const { first, last } = range as { first: Date; last: Date }
  const requests = Array.from({ length: PAGES }, (_, index): LoadRequest => {
    const share = ((index * 7919) % PAGES) / PAGES
    const before = new Date(last.getTime() - share * 0.99 * (last.getTime() - first.getTime()))
    const soql = `SELECT ${COLUMNS} FROM order_proposal__c WHERE currency__c = 'GEL' AND submitted_at__c <= ${before.toISOString()} ORDER BY submitted_at__c DESC NULLS LAST LIMIT 50`
    return { method: 'GET', path: `/services/data/v60.0/query?q=${encodeURIComponent(soql)}` }
  })
  return { name, url, headers: { Authorization: `Bearer ${token}` }, requests }
}
