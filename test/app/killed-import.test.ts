import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { expect } from 'chai'
import pg from 'pg'
import { SEED, seededRandom } from '../support/random.ts'
import {
  createDatabase,
  type Installation,
  makeInstallation,
  type ServerProcess,
} from '../support/server-process.ts'
import { importBoxes } from './import-client.ts'
import { boxesCsv, shelfFiles } from './shelf-files.ts'

const KILLS = 20
const ROWS = 14_000

describe(`an import whose server is killed (SEED=${SEED})`, function () {
  this.timeout(180_000)
  const random = seededRandom(SEED)
  let database: pg.Client
  let installation: Installation
  before(async () => {
    const databaseUrl = await createDatabase()
    installation = await makeInstallation({ files: await shelfFiles(), databaseUrl })
    database = new pg.Client({ connectionString: databaseUrl })
    await database.connect()
  })
  after(async () => {
    await database.end()
    await installation.remove()
  })

  it(`keeps every acknowledged row and nothing half, ${KILLS} times; the same file again completes it`, async () => {
    const acknowledged: number[] = [0]
    let amid = 0
    let within = 0
    let next = startAnother(0)
    for (let kill = 1; kill <= KILLS; kill++) {
      const server = await next
      if (kill === 1) within = await timeOfImport(server, acknowledged)
      // The one that goes on after the kill starts meanwhile, as a second node would.
      next = startAnother(kill)
      const killing = delay(random() * within).then(() => server.kill('SIGKILL'))
      if (await importUntilKilled(server, acknowledged)) amid++
      await killing
      await expectConsistent(acknowledged)
    }
    expect(amid, 'kills between two batches of a file').to.be.greaterThan(2)
    await completeAll(await next, acknowledged.length)
  })

  const startAnother = (number: number): Promise<ServerProcess> =>
    installation.start({ ATELIER_DATA_DIR: join(installation.dataDir, String(number)) })

  /** Milliseconds that a file takes here when nobody kills: a kill comes within them. */
  async function timeOfImport(server: ServerProcess, acknowledged: number[]): Promise<number> {
    for (const Name of 'ABCDE') await server.create('shelf__c', { Name })
    const began = performance.now()
    acknowledged[0] = (await importBoxes(server, boxesCsv('f0', ROWS))).acknowledged
    acknowledged.push(0)
    return performance.now() - began
  }

  /** One file after the other; the last number is that of the file under way. True when that has begun to be saved. */
  async function importUntilKilled(server: ServerProcess, acknowledged: number[]): Promise<boolean> {
    for (;;) {
      const file = acknowledged.length - 1
      const outcome = await importBoxes(server, boxesCsv(`f${file}`, ROWS))
      acknowledged[file] = Math.max(acknowledged[file] as number, outcome.acknowledged)
      if (!outcome.done) return (await stored(file)) > 0
      expect(outcome.done).to.include({ rejected: 0, read: ROWS })
      expect(outcome.acknowledged).to.equal(ROWS)
      acknowledged.push(0)
    }
  }

  async function expectConsistent(acknowledged: readonly number[]): Promise<void> {
    await lastTransactionIsOver()
    for (const [file, rows] of acknowledged.entries()) {
      expect(await stored(file), `file ${file}`).to.be.within(rows, ROWS)
    }
    const { rows } = await database.query(`SELECT
      (SELECT count(*) FROM org_1.box__c) AS rows, (SELECT count(DISTINCT code__c) FROM org_1.box__c) AS codes,
      (SELECT sum(boxes__c) FROM org_1.shelf__c) AS counted,
      (SELECT coalesce(sum(upper(r) - lower(r)), 0) FROM org_1._import_batch, unnest(saved) AS r) AS noted,
      (SELECT sum(weight__c) FROM org_1.box__c) AS weight, (SELECT sum(weight__c) FROM org_1.shelf__c) AS weighed`)
    const { rows: count, codes, counted, noted, weight, weighed } = rows[0] as Record<string, string>
    expect({ codes, counted, noted }).to.deep.equal({ codes: count, counted: count, noted: count })
    expect(Number(weighed)).to.equal(Number(weight))
  }

  async function completeAll(server: ServerProcess, files: number): Promise<void> {
    for (let file = 0; file < files; file++) {
      const { done } = await importBoxes(server, boxesCsv(`f${file}`, ROWS))
      expect(done).to.include({ read: ROWS, rejected: 0, skipped: 0 })
      expect(await stored(file)).to.equal(ROWS)
    }
    await expectConsistent(Array.from({ length: files }, () => ROWS))
  }

  async function stored(file: number): Promise<number> {
    const { rows } = await database.query(
      `SELECT count(*) FROM org_1.box__c WHERE code__c LIKE 'f${file}-%' AND NOT isdeleted`,
    )
    return Number(rows[0].count)
  }

  /** PostgreSQL notices the death of the other side by itself, a little later. */
  async function lastTransactionIsOver(): Promise<void> {
    await database.query('BEGIN; SELECT pg_advisory_xact_lock(gate) FROM atelier.org; COMMIT')
  }
})
