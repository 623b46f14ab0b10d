/** A process of its own that builds an org's indexes, to be killed: `build-child.ts URL ORG`. */
import { buildIndexes } from '../../server/org/build-indexes.ts'
import { openOrg } from '../../server/org/open-org.ts'
import { openDatabase } from '../../server/storage/database.ts'

const [url, name] = process.argv.slice(2) as [string, string]
const database = await openDatabase({ dataDir: '', databaseUrl: url, poolSize: 5 })
const org = await openOrg(database, { name, timeZone: 'UTC' })
await buildIndexes(org)
await database.close()
