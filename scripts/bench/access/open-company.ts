import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { BenchDatabase } from '../bench-database.ts'
import { indexForSearches } from '../index-for-searches.ts'
import type { LoadGenerator } from '../load.ts'
import type { BenchOptions } from '../options.ts'
import type { Finding } from '../report.ts'
import { logIn, type ServerProcess, startAtelier } from '../server-process.ts'
import { type Company, KINDS, type Kind, makeCompany, userOf } from './company.ts'
import { writeMetadata } from './metadata.ts'
import { type CompanyOrg, loadCompany, usernameOf } from './rows.ts'

/** What the suites of access work with. */
export interface AccessBench {
  readonly options: BenchOptions
  readonly database: BenchDatabase
  readonly load: LoadGenerator
  readonly company: Company
  readonly org: CompanyOrg
  readonly server: ServerProcess
  /** Bearer tokens: of the administrator, and of one user of each kind. */
  readonly tokens: Readonly<Record<'admin' | Kind, string>>
  wants(name: string): boolean
  report(finding: Finding): void
}

type Given = Pick<AccessBench, 'options' | 'load' | 'wants' | 'report'> & { readonly database: BenchDatabase }

export const ACCESS_SUITES: readonly string[] = ['access-reads', 'access-create', 'role-move', 'login']

/** Deploys and loads the company in a database of its own, then runs the suites on it. */
export async function withCompany(given: Given, work: (bench: AccessBench) => Promise<void>): Promise<void> {
  const company = makeCompany()
  const database = await given.database.sibling('atelier_bench_access')
  const dataDir = `${given.options.dataDir}-access`
  const metadataDir = join(dataDir, 'metadata')
  mkdirSync(dataDir, { recursive: true })
  writeMetadata(metadataDir, company)
  const start = () =>
    startAtelier({
      DATABASE_URL: database.url,
      ATELIER_DATA_DIR: dataDir,
      ATELIER_METADATA_DIR: metadataDir,
    })
  try {
    await (await start()).stop()
    const org = await loadCompany(database, company, given.options.accessOrders)
    await indexForSearches(database, dataDir)
    const server = await start()
    try {
      const tokens = await logInAll(server.url, company)
      await work({ ...given, database, company, org, server, tokens })
    } finally {
      await server.stop()
    }
  } finally {
    await database.close()
  }
}

async function logInAll(url: string, company: Company): Promise<AccessBench['tokens']> {
  const tokens: Record<string, string> = { admin: await logIn(url) }
  for (const kind of KINDS) tokens[kind] = await logIn(url, usernameOf(userOf(company, kind)))
  return tokens as AccessBench['tokens']
}
