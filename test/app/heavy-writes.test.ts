import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { expect } from 'chai'
import pg from 'pg'
import { deploy } from '../../server/org/deploy.ts'
import { openOrg } from '../../server/org/open-org.ts'
import { openDatabase } from '../../server/storage/database.ts'
import {
  createDatabase,
  type Installation,
  makeInstallation,
  type ServerProcess,
} from '../support/server-process.ts'
import type { Answer, Fields } from '../support/test-client.ts'
import { shelfFiles } from './shelf-files.ts'

describe('many writers at once, on two servers', function () {
  this.timeout(180_000)
  let installation: Installation
  let databaseUrl: string
  let database: pg.Client
  let servers: readonly [ServerProcess, ServerProcess]
  let shelves: readonly string[]
  before(async () => {
    databaseUrl = await createDatabase()
    installation = await makeInstallation({ files: await shelfFiles(), databaseUrl })
    database = new pg.Client({ connectionString: databaseUrl })
    await database.connect()
    const start = (name: string) => installation.start({ ATELIER_DATA_DIR: join(installation.dataDir, name) })
    servers = [await start('a'), await start('b')]
    shelves = await Promise.all([...'ABCDE'].map(Name => servers[0].create('shelf__c', { Name })))
  })
  after(async () => {
    await database.end()
    await installation.remove()
  })

  const save = (n: number, fields: Fields): Promise<Answer> =>
    (servers[n % 2] as ServerProcess).post('sobjects/box__c', { Name: `box ${n}`, ...fields })
  const box = (n: number, shelf = n): Promise<Answer> =>
    save(n, { shelf__c: shelves[shelf % 5], weight__c: n % 100 })

  it('200 are all saved, and roll-ups are right', async () => {
    const answers = await Promise.all(Array.from({ length: 200 }, (_, n) => box(n)))
    expect(statuses(answers)).to.deep.equal({ 201: 200 })
    await expectRollUps()
  })

  it('those that save the same records in opposite orders are all saved', async () => {
    const boxes = await servers[0].query('SELECT Id FROM box__c ORDER BY Id LIMIT 30')
    const answers = await Promise.all(
      Array.from({ length: 40 }, (_, n) => {
        const ordered = n % 2 ? boxes : [...boxes].reverse()
        const records = ordered.map(({ Id }) => ({ attributes: { type: 'box__c' }, id: Id, weight__c: n }))
        return (servers[(n >> 1) % 2] as ServerProcess).patch('composite/sobjects', {
          allOrNone: true,
          records,
        })
      }),
    )
    expect(statuses(answers)).to.deep.equal({ 200: 40 })
    for (const { results } of answers) expect(results.every(({ success }) => success)).to.equal(true)
    expect(
      await ask(
        `SELECT count(DISTINCT weight__c) FROM org_1.box__c WHERE id IN (${boxes.map(({ Id }) => `'${Id}'`)})`,
      ),
    ).to.deep.equal([['1']])
    await expectRollUps()
  })

  it('that wait for a lock do not keep others from reading, and are saved when it is gone', async () => {
    await database.query(`BEGIN; SELECT id FROM org_1.shelf__c WHERE id = '${shelves[0]}' FOR UPDATE`)
    const waiting = Promise.all(Array.from({ length: 40 }, (_, n) => box(n, 0)))
    await delay(300)
    for (const server of servers)
      expect(await server.query('SELECT Name FROM shelf__c ORDER BY Name LIMIT 1')).to.deep.equal([
        { Name: 'A' },
      ])
    await database.query('COMMIT')
    expect(statuses(await waiting)).to.deep.equal({ 201: 40 })
    await expectRollUps()
  })

  it('lose nothing to deploys, and wait for them a moment', async () => {
    const [before] = await ask('SELECT count(*) FROM org_1.box__c')
    let isOver = false
    let longest = 0
    const answers: Answer[] = []
    const write = async (writer: number): Promise<void> => {
      for (let n = writer; !isOver; n += 40) {
        const began = performance.now()
        answers.push(await box(n))
        longest = Math.max(longest, performance.now() - began)
      }
    }
    const writers = Array.from({ length: 40 }, (_, writer) => write(writer))
    const deploys = await deployFields(5)
    isOver = true
    await Promise.all(writers)
    const { 201: saved = 0, ...refused } = statuses(answers)
    console.log(
      `      ${saved} saves, each ${Math.round(longest)} ms at most, amid deploys of ${deploys.join(', ')} ms`,
    )
    for (const status of Object.keys(refused)) expect(['409', '503']).to.include(status)
    expect(answers.length - saved).to.be.at.most(answers.length / 20)
    expect(await ask('SELECT count(*) FROM org_1.box__c')).to.deep.equal([
      [String(Number(before?.[0]) + saved)],
    ])
    for (const server of servers) await server.query('SELECT depth_4__c FROM box__c LIMIT 1')
    await expectRollUps()
  })

  it('do not keep a server from ending within 5 s, whatever they wait for', async () => {
    await database.query(`BEGIN; SELECT id FROM org_1.shelf__c WHERE id = '${shelves[0]}' FOR UPDATE`)
    const waiting = Promise.all([1, 3, 5, 7, 9, 11, 13].map(n => box(n, 0).catch(() => undefined)))
    await delay(300)
    const began = performance.now()
    const { code, output } = await servers[1].kill('SIGTERM')
    expect(performance.now() - began).to.be.lessThan(5_000)
    expect(code, output).to.equal(0)
    expect((await waiting).filter(answer => answer?.status === 201)).to.deep.equal([])
    await database.query('COMMIT')
    await expectRollUps()
  })

  /** One after the other, from a third process's point of view. Gives how many milliseconds each took. */
  async function deployFields(count: number): Promise<readonly number[]> {
    const node = await openDatabase({ dataDir: '', databaseUrl, poolSize: 3 })
    const org = await openOrg(node, { name: 'production', timeZone: 'UTC' })
    const took: number[] = []
    const fields: Record<string, object> = {}
    for (let n = 0; n < count; n++) {
      const field = { label: `Depth ${n}`, type: 'Number', precision: 5, scale: 0, defaultValue: n }
      fields[`objects/box__c/fields/depth_${n}__c.json`] = field
      await delay(200)
      const began = performance.now()
      await deploy(org, await shelfFiles(fields), { who: 'test' })
      took.push(Math.round(performance.now() - began))
    }
    await node.close()
    return took
  }

  async function ask(text: string): Promise<readonly (readonly string[])[]> {
    const types = { getTypeParser: () => (value: string) => value } as unknown as pg.CustomTypesConfig
    return (await database.query({ text, rowMode: 'array', types })).rows
  }

  async function expectRollUps(): Promise<void> {
    const wrong = await ask(`SELECT s.name, s.boxes__c, count(b.id), s.weight__c, sum(b.weight__c)
      FROM org_1.shelf__c s LEFT JOIN org_1.box__c b ON b.shelf__c = s.id AND NOT b.isdeleted
      GROUP BY s.id HAVING s.boxes__c <> count(b.id) OR s.weight__c <> coalesce(sum(b.weight__c), 0)`)
    expect(wrong).to.deep.equal([])
  }
})

/** How often each status was answered; of what is no success, see the text in a failure. */
function statuses(answers: readonly Answer[]): Record<string, number> {
  const counts: Record<string, number> = {}
  for (const { status } of answers) counts[status] = (counts[status] ?? 0) + 1
  return counts
}
