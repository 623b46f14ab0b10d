import { mkdirSync } from 'node:fs'
import { makeBench, prepareData } from './bench.ts'
import { openBenchDatabase } from './bench-database.ts'
import { startLoad } from './load.ts'
import { readOptions } from './options.ts'
import { type Finding, printTable } from './report.ts'
import { measureRequests } from './suites/requests.ts'

const options = readOptions(process.argv.slice(2))
const findings: Finding[] = []
mkdirSync(`${options.dataDir}-server`, { recursive: true })
const database = await openBenchDatabase(options.dataDir)
const load = startLoad()
try {
  const dataset = await prepareData(options, database)
  const { bench, stop } = makeBench({ options, database, dataset, load, findings })
  try {
    await measureRequests(bench)
  } finally {
    await stop()
  }
} finally {
  load.stop()
  await database.close()
}
if (!printTable(findings, options.json)) process.exitCode = 1
