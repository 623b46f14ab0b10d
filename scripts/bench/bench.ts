import type { BenchDatabase } from './bench-database.ts'
import { type Dataset, loadDataset } from './dataset.ts'
import { indexForSearches } from './index-for-searches.ts'
import { removeLeftovers } from './leftovers.ts'
import type { LoadGenerator } from './load.ts'
import type { BenchOptions } from './options.ts'
import type { Finding } from './report.ts'
import { logIn, startAtelier } from './server-process.ts'

/** The product under measurement. */
export interface Atelier {
  readonly url: string
  readonly token: string
  readonly pid: number
}

/** What every suite works with. */
export interface Bench {
  readonly options: BenchOptions
  readonly database: BenchDatabase
  readonly dataset: Dataset
  readonly load: LoadGenerator
  /** The product on the loaded rows, started when it is first needed. */
  atelier(): Promise<Atelier>
  wants(name: string): boolean
  report(finding: Finding): void
}

export interface RunningAtelier extends Atelier {
  stop(): Promise<void>
}

/** Starts the product on a database and logs in. */
export async function openAtelier(databaseUrl: string, dataDir: string): Promise<RunningAtelier> {
  const server = await startAtelier({ DATABASE_URL: databaseUrl, ATELIER_DATA_DIR: dataDir })
  return { url: server.url, pid: server.pid, token: await logIn(server.url), stop: server.stop }
}

/** Deploys the metadata and loads the rows, where they are not there yet. */
export async function prepareData(options: BenchOptions, database: BenchDatabase): Promise<Dataset> {
  const { orders, proposals, dataDir } = options
  const server = await openAtelier(database.url, `${dataDir}-server`)
  await server.stop()
  const dataset = await loadDataset(database, { accounts: 2_000, orders, proposals })
  await removeLeftovers(database, dataset.schema)
  await indexForSearches(database, dataDir)
  return dataset
}

export type BenchParts = Omit<Bench, 'atelier'>

/** The bench of these parts, and how to end it. */
export function makeBench(parts: BenchParts): { readonly bench: Bench; readonly stop: () => Promise<void> } {
  let running: Promise<RunningAtelier> | undefined
  const bench: Bench = {
    ...parts,
    atelier: () => {
      running ??= openAtelier(parts.database.url, `${parts.options.dataDir}-server`)
      return running
    },
  }
  const stop = async (): Promise<void> => {
    await (await running)?.stop()
  }
  return { bench, stop }
}
