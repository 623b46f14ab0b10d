import { checkSoql } from '../../server/automation/check-soql.ts'
import { buildIndexes } from '../../server/org/build-indexes.ts'
import { openOrg } from '../../server/org/open-org.ts'
import { openDatabase } from '../../server/storage/database.ts'
import type { BenchDatabase } from './bench-database.ts'

/**
 * Makes the indexes that the server would make by itself, a little later, while it is measured. All contenders save
 * into the same tables, and so pay for them alike.
 */
export async function indexForSearches({ url }: BenchDatabase, dataDir: string): Promise<void> {
  const database = await openDatabase({ dataDir, databaseUrl: url })
  try {
    await buildIndexes(await openOrg(database, { name: 'production', timeZone: 'UTC', checkSoql }))
  } finally {
    await database.close()
  }
}
