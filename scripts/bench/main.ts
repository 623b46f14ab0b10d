import { mkdirSync } from 'node:fs'
import { makeBench, prepareData } from './bench.ts'
import { openBenchDatabase } from './bench-database.ts'
import { startLoad } from './load.ts'
import { readOptions } from './options.ts'
import { type Finding, printTable } from './report.ts'
import { measureDeploy } from './suites/deploy.ts'
import { measureGrowth } from './suites/growth.ts'
import { measureImport } from './suites/import.ts'
import { measureRequests } from './suites/requests.ts'
import { measureSelection } from './suites/selection.ts'
import { measureStart } from './suites/start.ts'

const SUITES = [measureRequests, measureGrowth, measureSelection, measureImport, measureDeploy, measureStart]

const options = readOptions(process.argv.slice(2))
const findings: Finding[] = []
mkdirSync(`${options.dataDir}-server`, { recursive: true })
const database = await openBenchDatabase(options.dataDir)
const load = startLoad()
try {
  const dataset = await prepareData(options, database)
  const { bench, stop } = makeBench({ options, database, dataset, load, findings })
  try {
    for (const measure of SUITES) await measure(bench).catch(tell)
  } finally {
    await stop()
  }
} finally {
  load.stop()
  await database.close()
}
if (!printTable(findings, options.json)) process.exitCode = 1

/** A suite that cannot measure does not keep the others from it. */
function tell(error: unknown): void {
  console.error(error)
  process.exitCode = 1
}
