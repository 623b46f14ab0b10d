import { KINDS, type Kind } from '../access/company.ts'
import type { AccessBench } from '../access/open-company.ts'
import { type Contender, median, type Rounds, ratioOf, takeTurns, tryOnce } from '../compare.ts'
import type { LoadRequest } from '../load.ts'

const MOST = 1.5
const DATA = '/services/data/v60.0'
const FIELDS = 'Id, OrderNumber, title__c, Status, EffectiveDate, expected_amount__c, AccountId, Account.Name'
const POOL = 1_280
const WARM_UP = 1_000

const query = (soql: string): LoadRequest => ({
  method: 'GET',
  path: `${DATA}/query?q=${encodeURIComponent(soql)}`,
})

/** A page of 50 open orders, newest first. */
const LIST = query(
  `SELECT ${FIELDS} FROM Order WHERE Status = 'AWAITING PROPOSALS' ORDER BY EffectiveDate DESC LIMIT 50`,
)

/** The same list and get, by users who see all, much, little and next to nothing of private orders. */
export async function measureAccessReads(bench: AccessBench): Promise<void> {
  if (!bench.wants('access-reads')) return
  const pages = new Array<LoadRequest>(64).fill(LIST)
  await measure(bench, 'list of 50', async () => pages)
  await measure(bench, 'get by id', async token => {
    const ids = await visibleIds(bench, token)
    return Array.from({ length: Math.max(ids.length, 64) }, (_, index) => ({
      method: 'GET',
      path: `${DATA}/sobjects/Order/${ids[index % ids.length]}?fields=${FIELDS.replaceAll(' ', '')}`,
    }))
  })
}

async function measure(
  bench: AccessBench,
  what: string,
  requestsOf: (token: string) => Promise<readonly LoadRequest[]>,
): Promise<void> {
  const { server, tokens, load, options } = bench
  const contenders: Contender[] = []
  for (const name of ['admin', ...KINDS] as const) {
    const headers = { Authorization: `Bearer ${tokens[name]}` }
    contenders.push({ name, url: server.url, headers, requests: await requestsOf(tokens[name]) })
  }
  for (const one of contenders) {
    await tryOnce(one)
    await load.run({ ...one, connections: 4, seconds: 0, amount: WARM_UP })
  }
  const { rounds, seconds } = options
  for (const connections of options.connections) {
    const figures = await takeTurns(load, contenders, { connections, rounds, seconds })
    for (const kind of KINDS) reportKind(bench, what, kind, connections, figures)
  }
}

function reportKind(
  bench: AccessBench,
  what: string,
  kind: Kind,
  connections: number,
  figures: Rounds,
): void {
  const perSecond = (name: string) => `${Math.round(median(figures.get(name) ?? []))} req/s`
  bench.report({
    what: `${what}, ${bench.org.orders} private orders: time of ${kind} / administrator`,
    connections,
    figures: { ours: perSecond(kind), administrator: perSecond('admin') },
    value: ratioOf(figures, 'admin', kind),
    bound: MOST,
    kind: 'most',
  })
}

async function visibleIds({ server }: AccessBench, token: string): Promise<readonly string[]> {
  const { path } = query(`SELECT Id FROM Order LIMIT ${POOL}`)
  const response = await fetch(server.url + path, { headers: { Authorization: `Bearer ${token}` } })
  const { records } = (await response.json()) as { records?: readonly { Id: string }[] }
  if (!records?.length) throw new Error(`No orders to get: ${response.status}`)
  return records.map(({ Id }) => Id)
}
