import { mkdirSync } from 'node:fs'
import type { BenchDatabase } from '../bench-database.ts'
import { indexForSearches } from '../index-for-searches.ts'
import type { LoadGenerator } from '../load.ts'
import type { BenchOptions } from '../options.ts'
import type { Finding } from '../report.ts'
import { ADMIN_PASSWORD, logIn, type ServerProcess, startAtelier } from '../server-process.ts'
import { loadTrade, OPERATOR, type TradeOrg } from './rows.ts'

/** What the suites of pages work with. */
export interface PageBench {
  readonly options: BenchOptions
  readonly load: LoadGenerator
  readonly org: TradeOrg
  readonly server: ServerProcess
  /** Headers of a browser in which somebody of operations is logged in, and of a client of the API of the same user. */
  readonly browser: Readonly<Record<string, string>>
  readonly client: Readonly<Record<string, string>>
  wants(name: string): boolean
  report(finding: Finding): void
}

type Given = Pick<PageBench, 'options' | 'load' | 'wants' | 'report'> & { readonly database: BenchDatabase }

export const PAGE_SUITES: readonly string[] = ['pages', 'page-sizes', 'type-ahead', 'page-paint']

/** Loads the rows into a database of its own and starts the product on it. */
export async function withTrade(given: Given, work: (bench: PageBench) => Promise<void>): Promise<void> {
  const database = await given.database.sibling('atelier_bench_trade')
  const dataDir = `${given.options.dataDir}-trade`
  mkdirSync(dataDir, { recursive: true })
  const start = () => startAtelier({ DATABASE_URL: database.url, ATELIER_DATA_DIR: dataDir })
  try {
    await (await start()).stop()
    const org = await loadTrade(database, given.options.pageOrders)
    await indexForSearches(database, dataDir)
    const server = await start()
    try {
      // What crosses a network is compressed, for browsers as for clients of the API: both say so.
      const taken = { 'Accept-Encoding': 'gzip, deflate, br' }
      const browser = { Cookie: await logInToPages(server.url), ...taken }
      const client = { Authorization: `Bearer ${await logIn(server.url, OPERATOR)}`, ...taken }
      await work({ ...given, org, server, browser, client })
    } finally {
      await server.stop()
    }
  } finally {
    await database.close()
  }
}

/** Logs in as a browser does, through the form; gives the cookie of the session. */
async function logInToPages(url: string): Promise<string> {
  const page = await fetch(`${url}/login`)
  const [, csrf = ''] = /name="_csrf" value="([^"]+)"/.exec(await page.text()) ?? []
  const response = await fetch(`${url}/login`, {
    method: 'POST',
    redirect: 'manual',
    headers: { Cookie: cookiesOf(page) },
    body: new URLSearchParams({ _csrf: csrf, username: OPERATOR, password: ADMIN_PASSWORD }),
  })
  const cookie = cookiesOf(response)
  if (response.status !== 303 || cookie === '') throw new Error(`No login to pages: ${response.status}`)
  return cookie
}

function cookiesOf(response: Response): string {
  return response.headers
    .getSetCookie()
    .map(cookie => cookie.split(';')[0])
    .join('; ')
}
