import { mkdirSync } from 'node:fs'
import { ACCESS_SUITES, withCompany } from './access/open-company.ts'
import { makeBench, prepareData } from './bench.ts'
import { openBenchDatabase } from './bench-database.ts'
import { startLoad } from './load.ts'
import { readOptions } from './options.ts'
import { PAGE_SUITES, withTrade } from './pages/open-trade.ts'
import { type Finding, printFinding, printTable } from './report.ts'
import { measureAccessCreate } from './suites/access-create.ts'
import { measureAccessReads } from './suites/access-reads.ts'
import { measureDeploy } from './suites/deploy.ts'
import { measureGrowth } from './suites/growth.ts'
import { measureImport } from './suites/import.ts'
import { measureLogin } from './suites/login.ts'
import { measurePagePaint } from './suites/page-paint.ts'
import { measurePageSizes } from './suites/page-sizes.ts'
import { measurePages } from './suites/pages.ts'
import { measureRequests } from './suites/requests.ts'
import { measureRoleMove } from './suites/role-move.ts'
import { measureSelection } from './suites/selection.ts'
import { measureStart } from './suites/start.ts'
import { measureTypeAhead } from './suites/type-ahead.ts'

const SUITES = [measureRequests, measureGrowth, measureSelection, measureImport, measureDeploy, measureStart]
const OF_ACCESS = [measureAccessReads, measureAccessCreate, measureRoleMove, measureLogin]
const OF_PAGES = [measurePages, measurePageSizes, measureTypeAhead, measurePagePaint]

const options = readOptions(process.argv.slice(2))
const findings: Finding[] = []
const report = (finding: Finding): void => {
  findings.push(finding)
  printFinding(finding)
}
const wants = (name: string): boolean => options.only.length === 0 || options.only.includes(name)
mkdirSync(`${options.dataDir}-server`, { recursive: true })
const database = await openBenchDatabase(options.dataDir)
const load = startLoad()
const parts = { options, database, load, wants, report }
try {
  const elsewhere = [...ACCESS_SUITES, ...PAGE_SUITES]
  const isElsewhere = options.only.length > 0 && options.only.every(name => elsewhere.includes(name))
  if (!isElsewhere) await measureProduct()
  if (ACCESS_SUITES.some(wants)) await withCompany(parts, bench => runAll(OF_ACCESS, bench))
  if (PAGE_SUITES.some(wants)) await withTrade(parts, bench => runAll(OF_PAGES, bench))
} finally {
  load.stop()
  await database.close()
}
if (!printTable(findings, options.json)) process.exitCode = 1

async function measureProduct(): Promise<void> {
  const dataset = await prepareData(options, database)
  const { bench, stop } = makeBench({ ...parts, dataset })
  try {
    await runAll(SUITES, bench)
  } finally {
    await stop()
  }
}

/** A suite that cannot measure does not keep the others from it. */
async function runAll<Bench>(
  suites: readonly ((bench: Bench) => Promise<void>)[],
  bench: Bench,
): Promise<void> {
  for (const measure of suites) {
    await measure(bench).catch((error: unknown) => {
      console.error(error)
      process.exitCode = 1
    })
  }
}
