import pg from 'pg'
import { startEmbedded } from '../../server/storage/embedded.ts'
import { lockFolder } from '../../server/storage/folder-lock.ts'

export interface BenchDatabase {
  /** Where servers find the measured org. */
  readonly url: string
  /** Runs SQL and answers rows as objects. */
  query<Row extends object>(text: string, values?: readonly unknown[]): Promise<readonly Row[]>
  client(): Promise<pg.Client>
  /** A second database of the same server; made when it is not there. */
  sibling(name: string): Promise<BenchDatabase>
  close(): Promise<void>
}

/** DATABASE_URL, or the embedded PostgreSQL of the bench's own folder. */
export async function openBenchDatabase(dataDir: string): Promise<BenchDatabase> {
  if (process.env.DATABASE_URL) return connect(process.env.DATABASE_URL, async () => undefined)
  const unlock = await lockFolder(dataDir, 'Another bench')
  const server = await startEmbedded(dataDir)
  return connect(server.url, async () => {
    await server.stop()
    await unlock()
  })
}

async function connect(url: string, stop: () => Promise<void>): Promise<BenchDatabase> {
  const pool = new pg.Pool({ connectionString: url, max: 2 })
  pool.on('error', () => undefined)
  const database: BenchDatabase = {
    url,
    query: async <Row extends object>(text: string, values: readonly unknown[] = []) =>
      (await pool.query<Row>(text, [...values])).rows,
    client: async () => {
      const client = new pg.Client({ connectionString: url })
      await client.connect()
      return client
    },
    sibling: async name => {
      const known = await database.query('SELECT FROM pg_database WHERE datname = $1', [name])
      if (known.length === 0) await database.query(`CREATE DATABASE ${pg.escapeIdentifier(name)}`)
      const other = new URL(url)
      other.pathname = `/${name}`
      return connect(other.href, async () => undefined)
    },
    close: async () => {
      await pool.end()
      await stop()
    },
  }
  return database
}
