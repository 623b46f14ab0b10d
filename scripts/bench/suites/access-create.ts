import type { AccessBench } from '../access/open-company.ts'
import { type Contender, median, ratioOf, takeTurns, tryOnce } from '../compare.ts'
import { CREATED, removeCreated } from '../leftovers.ts'
import type { LoadRequest } from '../load.ts'

const MOST = 1.1
const WARM_UP = 1_000
const BODIES = 640

/** The same order, created by a manager under the private model and by the administrator. */
export async function measureAccessCreate(bench: AccessBench): Promise<void> {
  if (!bench.wants('access-create')) return
  const { server, tokens, load, options, database, org } = bench
  const requests = Array.from({ length: BODIES }, (_, index) => createOrder(bench, index))
  const contenders = (['admin', 'manager'] as const).map(
    (name): Contender => ({
      name,
      url: server.url,
      headers: { Authorization: `Bearer ${tokens[name]}`, 'Content-Type': 'application/json' },
      requests,
    }),
  )
  try {
    for (const one of contenders) {
      await tryOnce(one)
      await load.run({ ...one, connections: 4, seconds: 0, amount: WARM_UP })
    }
    for (const connections of options.connections) {
      const { rounds, seconds } = options
      const figures = await takeTurns(load, contenders, { connections, rounds, seconds })
      const perSecond = (name: string) => `${Math.round(median(figures.get(name) ?? []))} req/s`
      bench.report({
        what: 'create one private order: time of a manager / administrator',
        connections,
        figures: { manager: perSecond('manager'), administrator: perSecond('admin') },
        value: ratioOf(figures, 'admin', 'manager'),
        bound: MOST,
        kind: 'most',
      })
    }
  } finally {
    await removeCreated(database, org.schema, CREATED.requests)
  }
}

function createOrder({ org }: AccessBench, index: number): LoadRequest {
  const day = new Date(Date.now() + (30 + (index % 300)) * 86_400_000).toISOString().slice(0, 10)
  const body = JSON.stringify({
    AccountId: org.accountIds[index % org.accountIds.length],
    Status: 'AWAITING PROPOSALS',
    EffectiveDate: day,
    title__c: CREATED.requests,
    expected_amount__c: 100 + index,
    currency__c: 'GEL',
  })
  return { method: 'POST', path: '/services/data/v60.0/sobjects/Order', body }
}
