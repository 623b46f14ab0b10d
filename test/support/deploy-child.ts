/**
 * A process of its own that deploys, to be killed: `deploy-child.ts URL ORG FILES.json PHASE`. It kills itself when
 * it comes to PHASE (`never`: it goes through), and prints every phase that it has reached.
 */
import { readFile } from 'node:fs/promises'
import type { SourceFile } from '../../server/metadata/component.ts'
import { deploy } from '../../server/org/deploy.ts'
import { openOrg } from '../../server/org/open-org.ts'
import { openDatabase } from '../../server/storage/database.ts'

const [url, name, file, last] = process.argv.slice(2) as [string, string, string, string]
const files = JSON.parse(await readFile(file, 'utf8')) as readonly SourceFile[]
const database = await openDatabase({ dataDir: '', databaseUrl: url, poolSize: 5 })
const org = await openOrg(database, { name, timeZone: 'UTC' })
process.stdout.write('begun\n')
await deploy(org, files, {
  who: 'child',
  onPhase: phase => {
    process.stdout.write(`${phase}\n`)
    if (phase === last) process.kill(process.pid, 'SIGKILL')
  },
})
await database.close()
