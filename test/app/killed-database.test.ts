import { setTimeout as delay } from 'node:timers/promises'
import { expect } from 'chai'
import { deploy } from '../../server/org/deploy.ts'
import { openOrg } from '../../server/org/open-org.ts'
import { openDatabase } from '../../server/storage/database.ts'
import { SEED, seededRandom } from '../support/random.ts'
import { type Installation, makeInstallation, type ServerProcess, STACK } from '../support/server-process.ts'
import { importBoxes } from './import-client.ts'
import { boxesCsv, shelfFiles } from './shelf-files.ts'

const ROWS = 12_000
const WITHIN = 700

describe(`an import whose embedded database is killed (SEED=${SEED})`, function () {
  this.timeout(180_000)
  const random = seededRandom(SEED)
  let installation: Installation
  let server: ServerProcess
  /** Rows of each file that were acknowledged. */
  const acknowledged: number[] = [0]
  before(async () => {
    installation = await makeInstallation({ files: await shelfFiles() })
    server = await installation.start()
    for (const Name of 'ABCDE') await server.create('shelf__c', { Name })
  })
  after(() => installation.remove())

  it('keeps every acknowledged row, and the server works on within seconds, 20 times', async () => {
    for (let kill = 1; kill <= 20; kill++) {
      const cut = importSome()
      await Promise.race([cut, delay(random() * WITHIN)])
      process.kill(await installation.postmaster(), 'SIGKILL')
      const error = await cut
      if (error !== undefined) expect(error).to.match(/SERVER_UNAVAILABLE|OUTCOME_UNKNOWN/)
      await expectConsistent()
    }
    expect(server.output()).not.to.match(STACK)
  })

  it('keeps them when the server is killed with it, 3 times', async () => {
    for (let kill = 1; kill <= 3; kill++) {
      const cut = importSome()
      await Promise.race([cut, delay(random() * WITHIN)])
      process.kill(await installation.postmaster(), 'SIGKILL')
      await server.kill('SIGKILL')
      await cut
      server = await installation.start()
      await expectConsistent()
    }
  })

  it('is completed by the same files again, without doubles', async () => {
    for (const file of acknowledged.keys()) {
      const { done } = await importBoxes(server, boxesCsv(`f${file}`, ROWS))
      expect(done).to.include({ read: ROWS, rejected: 0, skipped: 0 })
      acknowledged[file] = ROWS
    }
    await expectConsistent()
  })

  it('leaves the server following the deploys of other nodes', async () => {
    const databaseUrl = await installation.databaseUrl()
    const database = await openDatabase({ dataDir: '', databaseUrl, poolSize: 2 })
    const org = await openOrg(database, { name: 'production', timeZone: 'UTC' })
    const depth = { label: 'Depth', type: 'Number', precision: 5, scale: 0 }
    const files = await shelfFiles({ 'objects/shelf__c/fields/depth__c.json': depth })
    await deploy(org, files, { who: 'another node' })
    await database.close()
    for (let i = 0; i < 100; i++) {
      if ((await server.get('query?q=SELECT depth__c FROM shelf__c')).status === 200) return
      await delay(50)
    }
    expect.fail('The other node’s deploy was not heard of.')
  })

  /** File after file until something fails, which is given back; undefined when the file was complete. */
  async function importSome(): Promise<string | undefined> {
    const file = acknowledged.length - 1
    const outcome = await importBoxes(server, boxesCsv(`f${file}`, ROWS))
    acknowledged[file] = Math.max(acknowledged[file] as number, outcome.acknowledged)
    if (outcome.done) acknowledged.push(0)
    return outcome.error
  }

  async function expectConsistent(): Promise<void> {
    for (const [file, rows] of acknowledged.entries()) {
      const n = (await patiently(`SELECT COUNT(Id) n FROM box__c WHERE code__c LIKE 'f${file}-%'`))[0]?.n
      expect(n, `file ${file}`).to.be.within(rows, ROWS)
    }
    const [boxes] = await patiently(
      'SELECT COUNT(Id) n, COUNT_DISTINCT(code__c) codes, SUM(weight__c) w FROM box__c',
    )
    const [shelves] = await patiently('SELECT SUM(boxes__c) n, SUM(weight__c) w FROM shelf__c')
    expect(boxes?.codes).to.equal(boxes?.n)
    expect(shelves).to.include({ n: boxes?.n, w: boxes?.w ?? 0 })
  }

  /** As a client does that is told to try again: 503 with Retry-After, nothing else. */
  async function patiently(soql: string) {
    const until = Date.now() + 20_000
    for (;;) {
      const answer = await server.get(`query?q=${encodeURIComponent(soql)}`)
      if (answer.status === 200) return answer.record.records as readonly Record<string, unknown>[]
      expect(answer.status, answer.text).to.equal(503)
      expect(answer.headers.get('retry-after')).to.equal('2')
      expect(Date.now(), 'the database is there again').to.be.lessThan(until)
      await delay(50)
    }
  }
})
