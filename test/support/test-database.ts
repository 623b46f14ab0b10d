import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Database, openDatabase } from '../../server/storage/database.ts'

/** Nothing of a test has to outlive a power cut. */
const SETTINGS = {
  fsync: 'off',
  synchronous_commit: 'off',
  full_page_writes: 'off',
  max_connections: '60',
  deadlock_timeout: '100ms',
}

let opening: Promise<Database> | undefined

/** One PostgreSQL for all tests of the process; stopped and removed when they end. */
export function testDatabase(): Promise<Database> {
  opening ??= open()
  return opening
}

async function open(): Promise<Database> {
  const dataDir = await mkdtemp(join(tmpdir(), 'atelier-test-'))
  const database = await openDatabase({ dataDir, poolSize: 10, settings: SETTINGS })
  after(async () => {
    await database.close()
    await rm(dataDir, { recursive: true, force: true })
  })
  return database
}
