import { median } from '../compare.ts'
import type { PageBench } from '../pages/open-trade.ts'

/** Milliseconds that somebody who types waits at most: of a hundred answers, one may take longer. */
const MOST = 30
const ROUNDS = 12

const prefixes = (word: string, from = 2): readonly string[] =>
  Array.from({ length: word.length - from + 1 }, (_, index) => word.slice(0, from + index))

/** What is typed, letter by letter. Every twentieth account has a trade like "Precision", twenty have a name like "Kachosamar". */
const TYPED: Readonly<Record<string, readonly string[]>> = {
  'two letters': ['pr', 'ka', 'zu', 'ts', 'll', 'gr', 're', 'el'],
  'a common word': [...prefixes('precision'), ...prefixes('electronics'), ...prefixes('holding')],
  'a rare word': [...prefixes('kachosamar'), ...prefixes('zuvitulin')],
  'two words': [...prefixes('kachosamar precision', 11), ...prefixes('precision holding', 10)],
  'a misspelled common word': ['presicion', 'electornics', 'enginering', 'holdign', 'prototpyes'],
  'a misspelled rare word': ['kachosmar', 'zuvitluin', 'kacohsamar'],
  nothing: ['qqqqq', 'xyzzyx', 'wwww'],
}

/** The search above every page and a lookup's control, as somebody types into them. */
export async function measureTypeAhead(bench: PageBench): Promise<void> {
  if (!bench.wants('type-ahead')) return
  const places = { search: '/lightning/search/suggestions', lookup: '/lightning/lookup/Order/AccountId' }
  for (const [place, path] of Object.entries(places)) {
    for (const [kind, texts] of Object.entries(TYPED)) {
      const times: number[] = []
      for (let round = 0; round <= ROUNDS; round++) {
        for (const text of texts) {
          const time = await ask(bench, `${path}?q=${encodeURIComponent(text)}`)
          // The first round fills caches, as the first to type that day does.
          if (round > 0) times.push(time)
        }
      }
      const sorted = times.sort((a, b) => a - b)
      bench.report({
        what: `type-ahead of ${kind} in the ${place}, ${bench.org.orders} accounts: p99, ms`,
        figures: { median: `${median(sorted).toFixed(1)} ms`, longest: `${sorted.at(-1)?.toFixed(1)} ms` },
        value: sorted[Math.ceil(sorted.length * 0.99) - 1] as number,
        bound: MOST,
        kind: 'most',
      })
    }
  }
}

/** Milliseconds. */
async function ask({ server, browser }: PageBench, path: string): Promise<number> {
  const began = performance.now()
  const response = await fetch(server.url + path, { headers: { ...browser } })
  await response.text()
  if (!response.ok) throw new Error(`${path}: ${response.status}`)
  return performance.now() - began
}
