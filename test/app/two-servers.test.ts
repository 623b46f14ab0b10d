import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { expect } from 'chai'
import pg from 'pg'
import {
  createDatabase,
  type Installation,
  makeInstallation,
  type ServerProcess,
} from '../support/server-process.ts'
import { shelfFiles } from './shelf-files.ts'

/** What runs leaves a shelf that says so; `Slow` takes a few seconds between its two. */
const FILES = {
  'jobs/Tick.json': { label: 'Tick', cron: '*/2 * * * * *', hook: 'Tick' },
  'jobs/Slow.json': { label: 'Slow', cron: '0 7 * * *', hook: 'Slow' },
  'hooks/Tick.ts': `import { schedulable } from 'atelier'
export default schedulable(({ db, slot }) => db.insert('shelf__c', [{ Name: slot }]))`,
  'hooks/Slow.ts': slow('schedulable', 'slow'),
  'hooks/Work.ts': slow('queueable', 'work'),
  'hooks/Enqueue.ts': `import { schedulable } from 'atelier'
export default schedulable(({ enqueue }) => enqueue('Work', null))`,
}

function slow(kind: string, name: string): string {
  return `import { ${kind} } from 'atelier'
export default ${kind}(async ({ db }) => {
  await db.insert('shelf__c', [{ Name: '${name} begun' }])
  for (let i = 0; i < 1500; i++) await db.soql("SELECT Id FROM shelf__c WHERE Name = 'x'")
  await db.insert('shelf__c', [{ Name: '${name} ended' }])
})`
}

describe('two servers on one database', function () {
  this.timeout(180_000)
  let installation: Installation
  let database: pg.Client
  const servers: ServerProcess[] = []
  let started = 0
  const start = async (): Promise<ServerProcess> => {
    const ATELIER_DATA_DIR = join(installation.dataDir, String(++started))
    const server = await installation.start({ ATELIER_DATA_DIR })
    servers.push(server)
    return server
  }
  before(async () => {
    const databaseUrl = await createDatabase()
    installation = await makeInstallation({ files: await shelfFiles(FILES), databaseUrl })
    database = new pg.Client({ connectionString: databaseUrl })
    await database.connect()
    await start()
    await start()
  })
  after(async () => {
    await database.end()
    await installation.remove()
  })

  it('run each slot of a job once', async () => {
    await until(async () => (await slots()).length >= 4)
    const seen = await slots()
    expect(new Set(seen).size).to.equal(seen.length)
    const runs = await ask(
      `SELECT count(*), max(attempts), count(DISTINCT slot) FROM atelier.job_run WHERE job = 'Tick' AND state = 'done'`,
    )
    expect(runs[0]?.[1]).to.equal('1')
    expect(runs[0]?.[2]).to.equal(runs[0]?.[0])
  })

  it('take over the run of one that stalls past its lease, which then can save nothing', async () => {
    await letSlowBegin()
    const stalled = await runnerOf('Slow')
    process.kill(stalled.pid, 'SIGSTOP')
    const before = (await shelves('slow ended')).length
    await endLeases()
    await until(async () => (await shelves('slow ended')).length > before)
    process.kill(stalled.pid, 'SIGCONT')
    await until(async () => (await stateOf('Slow')) === 'done')
    // The hook that was stalled goes on now; it would be at its end in this time.
    await delay(4_000)
    expect((await shelves('slow ended')).length).to.equal(before + 1)
    const [run] = await ask(
      `SELECT state, attempts, error FROM atelier.job_run WHERE job = 'Slow' AND state <> 'scheduled'`,
    )
    expect(run).to.deep.equal(['done', '2', null])
    expect(await stalled.query("SELECT COUNT(Id) n FROM shelf__c WHERE Name = 'slow ended'")).to.deep.equal([
      { n: before + 1 },
    ])
  })

  it('begin a queueable again whose server was killed', async () => {
    const [server] = servers as [ServerProcess]
    await server.post('/services/atelier/hooks/Enqueue/run', {})
    await until(async () => (await shelves('work begun')).length > 0)
    const [victim, survivor] = servers as [ServerProcess, ServerProcess]
    await victim.kill('SIGKILL')
    await database.query(
      `UPDATE atelier_queue.job SET expire_in = interval '0' WHERE name = 'hooks' AND state = 'active'`,
    )
    await until(async () => (await shelves('work ended')).length > 0)
    expect((await shelves('work ended')).length).to.equal(1)
    expect((await shelves('work begun')).length).to.be.within(1, 2)
    servers.splice(0, 2, survivor)
  })

  it('go on with the slots when one is killed, and run a missed one once when the last comes back', async () => {
    const [survivor] = servers as [ServerProcess]
    const before = (await slots()).length
    await until(async () => (await slots()).length > before)
    await survivor.kill('SIGKILL')
    await endLeases()
    await letSlowBe(`now() - interval '5 days'`)
    const slow = (await shelves('slow begun')).length
    await start()
    await start()
    await until(async () => (await stateOf('Slow')) === 'done')
    await delay(1_000)
    expect((await shelves('slow begun')).length).to.equal(slow + 1)
    // A run that was cut off is begun again: only such a slot can have saved twice.
    const [cut] = await ask(`SELECT count(*) FROM atelier.job_run WHERE job = 'Tick' AND attempts > 1`)
    const seen = await slots()
    expect(seen.length - new Set(seen).size).to.be.at.most(Number(cut?.[0]))
  })

  async function ask(text: string): Promise<readonly (readonly (string | null)[])[]> {
    const types = { getTypeParser: () => (value: string) => value } as unknown as pg.CustomTypesConfig
    return (await database.query({ text, rowMode: 'array', types })).rows
  }
  const shelves = (name: string) => ask(`SELECT id FROM org_1.shelf__c WHERE name = '${name}'`)
  const slots = async (): Promise<readonly (string | null)[]> =>
    (await ask(`SELECT name FROM org_1.shelf__c WHERE name LIKE '20%'`)).map(([name]) => name ?? null)
  const stateOf = async (job: string): Promise<string | null | undefined> =>
    (
      await ask(
        `SELECT state FROM atelier.job_run WHERE job = '${job}' AND state <> 'scheduled' ORDER BY slot DESC, id DESC LIMIT 1`,
      )
    )[0]?.[0]
  const letSlowBe = (slot: string) =>
    database.query(
      `DELETE FROM atelier.job_run WHERE job = 'Slow' AND state <> 'scheduled'; UPDATE atelier.job_run SET slot = ${slot} WHERE job = 'Slow'`,
    )
  /** Its slot comes, and a server has begun. */
  const letSlowBegin = async (): Promise<void> => {
    const before = (await shelves('slow begun')).length
    await letSlowBe('now()')
    await until(async () => (await shelves('slow begun')).length > before)
  }
  const runnerOf = async (job: string): Promise<ServerProcess> => {
    const [row] = await ask(
      `SELECT claimed_by FROM atelier.job_run WHERE job = '${job}' AND state = 'running'`,
    )
    const pid = Number(row?.[0]?.split(' ')[1])
    return servers.find(server => server.pid === pid) as ServerProcess
  }
  const endLeases = () =>
    database.query(`UPDATE atelier.job_run SET lease_until = now() - interval '1 s' WHERE state = 'running'`)
})

async function until(condition: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + 60_000
  while (!(await condition())) {
    expect(Date.now(), String(condition)).to.be.lessThan(end)
    await delay(50)
  }
}
