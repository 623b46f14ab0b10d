import { type Contender, median, ratioOf, takeTurns, tryOnce } from '../compare.ts'
import type { LoadRequest } from '../load.ts'
import type { PageBench } from '../pages/open-trade.ts'
import { makePageReads, type PageReads } from '../pages/reads.ts'

const SHARE = 0.5
/** Milliseconds at `BUSY` connections. */
const MOST = { median: 15, p99: 60 } as const
const BUSY = 16
const WARM_UP = 3_000

/**
 * List, record and forms as somebody of operations opens them, in turns with the JSON API, which is asked for the same
 * data: what a page reads, in as few requests as the API takes for it.
 */
export async function measurePages(bench: PageBench): Promise<void> {
  if (!bench.wants('pages')) return
  for (const page of makePageReads(bench.org)) {
    const contenders = contendersOf(bench, page)
    for (const contender of contenders) {
      await tryOnce(contender)
      await bench.load.run({ ...contender, connections: BUSY, seconds: 0, amount: WARM_UP })
    }
    for (const connections of bench.options.connections) await compare(bench, page, contenders, connections)
    await timePage(bench, page, contenders[0] as Contender)
  }
}

function contendersOf(
  { server: { url }, browser, client }: PageBench,
  page: PageReads,
): readonly Contender[] {
  const of = (name: string, headers: Contender['headers'], paths: readonly string[]): Contender => ({
    ...{ name, url, headers },
    requests: paths.map((path): LoadRequest => ({ method: 'GET', path })),
  })
  const pages = of('pages', browser, page.paths)
  return page.reads.length === 0 ? [pages] : [pages, of('api', client, page.reads.flat())]
}

/** Pages a second against as often all of a page's reads. */
async function compare(
  bench: PageBench,
  { title, reads }: PageReads,
  contenders: readonly Contender[],
  connections: number,
): Promise<void> {
  const { rounds, seconds } = bench.options
  const figures = await takeTurns(bench.load, contenders, { connections, rounds, seconds })
  const share = reads[0]?.length ?? 0
  if (share === 0) return
  const perSecond = (name: string): number => median(figures.get(name) ?? [])
  bench.report({
    what: `${title}: pages / JSON API`,
    connections,
    figures: {
      pages: `${Math.round(perSecond('pages'))}/s`,
      API: `${Math.round(perSecond('api') / share)}/s (${share} request${share > 1 ? 's' : ''})`,
    },
    value: ratioOf(figures, 'pages', 'api') * share,
    // With one connection it is told without a bound: then most of the time is the client's, and the way there.
    bound: connections === 1 ? 0 : SHARE,
    kind: 'least',
  })
}

/** What one of so many connections waits for a page. */
async function timePage({ load, options, report }: PageBench, page: PageReads, contender: Contender) {
  const { rounds, seconds } = options
  const times: { readonly median: number; readonly p99: number; readonly perSecond: number }[] = []
  for (let round = 0; round < rounds; round++)
    times.push(await load.run({ ...contender, connections: BUSY, seconds }))
  const perSecond = `${Math.round(median(times.map(time => time.perSecond)))}/s`
  for (const name of ['median', 'p99'] as const) {
    report({
      what: `${page.title}: ${name}, ms`,
      connections: BUSY,
      figures: { pages: perSecond },
      value: median(times.map(time => time[name])),
      bound: MOST[name],
      kind: 'most',
    })
  }
}
