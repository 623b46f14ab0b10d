import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { type App, type AppOptions, startApp } from '../../server/app.ts'
import { readConfig } from '../../server/kernel/config.ts'
import type { SourceFile } from '../../server/metadata/component.ts'
import { type Client, createClient } from './test-client.ts'
import { testDatabase } from './test-database.ts'
import { ADMIN_PASSWORD } from './test-org.ts'

export interface TestServer extends Client {
  readonly app: App
  readonly url: string
  /** The administrator's. */
  readonly token: string
  /** Where it leaves the credential of the command line. */
  readonly dataDir: string
  readonly metadataDir: string
  close(): Promise<void>
}

export interface TestServerOptions extends AppOptions {
  /** Undefined: the repository's own packages. */
  readonly files?: readonly SourceFile[]
  /** Undefined: the database that all tests share. */
  readonly databaseUrl?: string
  /** Deploys files that change while it runs. */
  readonly watch?: boolean
  /** Bytes of one file. */
  readonly largestFile?: number
}

const REPOSITORY = join(import.meta.dirname, '..', '..')
let servers = 0

/** The whole app on a port of its own, with an org of its own. */
export async function startTestServer(options: TestServerOptions = {}): Promise<TestServer> {
  const { files, databaseUrl, watch = false, largestFile, ...appOptions } = options
  const folder = await mkdtemp(join(tmpdir(), 'atelier-server-'))
  const environment = {
    PORT: '0',
    DATABASE_URL: databaseUrl ?? (await testDatabase()).url,
    ATELIER_DATA_DIR: join(folder, 'data'),
    ATELIER_METADATA_DIR: files ? await writeFiles(join(folder, 'metadata'), files) : 'metadata',
    ATELIER_ADMIN_PASSWORD: ADMIN_PASSWORD,
    ATELIER_TIME_ZONE: 'Asia/Tbilisi',
    ATELIER_WATCH: watch ? 'on' : 'off',
    ATELIER_POOL_SIZE: '6',
  }
  const config = { ...readConfig(environment, REPOSITORY), ...(largestFile && { largestFile }) }
  const app = await startApp(config, { orgName: `server-${++servers}`, runJobs: false, ...appOptions })
  const close = async (): Promise<void> => {
    await app.close()
    await rm(folder, { recursive: true, force: true })
  }
  const { url, localToken: token } = app
  const { dataDir, metadataDir } = config
  return { app, url, token, dataDir, metadataDir, ...createClient(url, token), close }
}

/** Source files as files of a folder. */
export async function writeFiles(folder: string, files: readonly SourceFile[]): Promise<string> {
  for (const { path, text } of files) {
    await mkdir(dirname(join(folder, path)), { recursive: true })
    await writeFile(join(folder, path), text)
  }
  return folder
}
