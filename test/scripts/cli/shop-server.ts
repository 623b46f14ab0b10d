import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startTestServer, type TestServer } from '../../support/test-server.ts'
import { type Ran, runAtelier } from './run-atelier.ts'
import { shopMetadata } from './shop-metadata.ts'

export interface Shop {
  readonly server: TestServer
  /** An empty folder for the files of a test. */
  makeFolder(): Promise<string>
  /** Runs the command line as somebody on the server's own machine. */
  atelier(...args: readonly string[]): Promise<Ran>
}

let opening: Promise<Shop> | undefined

/** One server for all tests of the command line; stopped when they end. */
export function openShop(): Promise<Shop> {
  opening ??= open()
  return opening
}

async function open(): Promise<Shop> {
  const server = await startTestServer({ files: await shopMetadata() })
  const root = await mkdtemp(join(tmpdir(), 'atelier-shop-'))
  after(async () => {
    await server.close()
    await rm(root, { recursive: true, force: true })
  })
  const local = { ATELIER_DATA_DIR: server.dataDir, ATELIER_METADATA_DIR: server.metadataDir }
  return {
    server,
    makeFolder: () => mkdtemp(join(root, 'files-')),
    atelier: (...args) => runAtelier(args, local),
  }
}

/** Lines of text as a file. Gives its path. */
export async function writeLines(folder: string, name: string, lines: readonly string[]): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, `${lines.join('\n')}\n`)
  return path
}
