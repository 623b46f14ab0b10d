import { expect } from 'chai'
import { createHookRuntime, type HookRuntime } from '../../server/automation/hook-runtime.ts'
import { nextSlot } from '../../server/automation/jobs/next-slot.ts'
import { createJobScheduler, type JobScheduler } from '../../server/automation/jobs.ts'
import { AtelierError } from '../../server/kernel/errors.ts'
import type { HookModel, JobModel } from '../../server/metadata/org-model.ts'
import type { Org, Session } from '../../server/org/session.ts'
import type { Database } from '../../server/storage/database.ts'
import { migrateControl } from '../../server/storage/platform-tables.ts'
import { transaction } from '../../server/storage/transaction.ts'
import { testDatabase } from '../support/test-database.ts'
import { CRON, makeOrg } from './job-org.ts'
import { makeHook, stubData } from './stub-org.ts'

describe('jobs', () => {
  let database: Database
  let runtime: HookRuntime
  const schedulers: JobScheduler[] = []

  before(async () => {
    database = await testDatabase()
    await migrateControl(database)
    await database.run({ text: 'CREATE TABLE public.job_saves (org text, record text)', values: [] })
    const data = stubData()
    runtime = createHookRuntime({
      data: {
        ...data,
        read: async (...asked) => {
          await new Promise(resolve => setTimeout(resolve, 10))
          return data.read(...asked)
        },
        write: async (session, request) => {
          for (const record of request.records) {
            await session.transaction?.connection.run({
              text: 'INSERT INTO public.job_saves VALUES ($1, $2)',
              values: [session.org.id, record.Id],
            })
          }
          return data.write(session, request)
        },
        inTransaction: (session, work) =>
          transaction(database, {}, connection =>
            work({
              ...session,
              transaction: { connection, depth: 0, now: new Date(), afterCommit: [], hookState: new Map() },
            }),
          ),
      },
    })
  })
  after(async () => {
    await Promise.all(schedulers.map(scheduler => scheduler.stop()))
    runtime.close()
    await database.run({ text: 'DROP TABLE public.job_saves', values: [] })
  })

  const schedulerOf = (session: Session, lease = 30_000): JobScheduler => {
    const scheduler = createJobScheduler({
      runtime,
      orgs: () => [session.org],
      sessionOf: async () => session,
      lease,
    })
    schedulers.push(scheduler)
    return scheduler
  }
  const runs = async (org: Org): Promise<readonly (readonly (string | null)[])[]> => {
    const { rows } = await database.run({
      text: 'SELECT state, started_by, attempts, error, log FROM atelier.job_run WHERE org = $1 ORDER BY slot, id',
      values: [org.id],
    })
    return rows
  }
  const saves = async (org: Org): Promise<readonly (string | null)[]> => {
    const { rows } = await database.run({
      text: 'SELECT record FROM public.job_saves WHERE org = $1',
      values: [org.id],
    })
    return rows.map(([record]) => record ?? null)
  }
  /** As if the waiting slots had come (`interval` ago). */
  const letTimePass = (org: Org, interval = '1 second') =>
    database.run({
      text: `UPDATE atelier.job_run SET slot = now() - $2::interval WHERE org = $1 AND state = 'scheduled'`,
      values: [org.id, interval],
    })
  const saving = (id: string): Promise<HookModel> =>
    makeHook(
      'Saver',
      `import { schedulable } from 'atelier'\nexport default schedulable(async ({ db, log }) => { await db.update('Order', [{ Id: '${id}' }]); log.info('saved') })`,
    )

  it('wait for their slot, by the clocks of the org', async () => {
    const { org, session } = await makeOrg(database, [await saving('a')], [{ name: 'Daily', hook: 'Saver' }])
    expect(await schedulerOf(session).tick()).to.have.length(0)
    const [listed] = await schedulerOf(session).listJobs(org)
    expect(listed?.next).to.equal(nextSlot(CRON, 'Asia/Tbilisi', new Date())?.toISOString())
    expect(listed?.next).to.match(/T03:00:00.000Z$/)
    expect((await runs(org)).map(([state]) => state)).to.deep.equal(['scheduled'])
  })

  it('run once, whatever the number of nodes, and wait for the next slot', async () => {
    const { org, session } = await makeOrg(database, [await saving('b')], [{ name: 'Daily', hook: 'Saver' }])
    const nodes = [schedulerOf(session), schedulerOf(session), schedulerOf(session)]
    await nodes[0]?.tick()
    await letTimePass(org)
    const begun = (await Promise.all(nodes.map(node => node.tick()))).flat()
    expect(begun).to.have.length(1)
    expect(await begun[0]).to.include({ state: 'done', error: null })
    expect(await saves(org)).to.deep.equal(['b'])
    const [done, next] = await runs(org)
    expect(done?.slice(0, 4)).to.deep.equal(['done', 'schedule', '1', null])
    expect(done?.[4]).to.match(/INFO saved$/)
    expect(next?.[0]).to.equal('scheduled')
  })

  it('run once after days on which no server ran', async () => {
    const { org, session } = await makeOrg(database, [await saving('c')], [{ name: 'Daily', hook: 'Saver' }])
    await schedulerOf(session).tick()
    await letTimePass(org, '5 days')
    const later = schedulerOf(session)
    expect(await Promise.all(await later.tick())).to.have.length(1)
    expect(await later.tick()).to.have.length(0)
    expect(await saves(org)).to.deep.equal(['c'])
  })

  it('start at the moment of the slot', async () => {
    const job = { name: 'Often', hook: 'Saver', cron: '* * * * * *' }
    const { org, session } = await makeOrg(database, [await saving('d')], [job])
    const node = schedulerOf(session)
    await node.start()
    const began = Date.now()
    while ((await saves(org)).length < 2) await new Promise(resolve => setTimeout(resolve, 50))
    await node.stop()
    expect((await saves(org)).length).to.be.at.most((Date.now() - began) / 1000 + 2)
  })

  it('that are switched off or gone do not run', async () => {
    const job = { name: 'Daily', hook: 'Saver' }
    const { org, session } = await makeOrg(database, [await saving('e')], [job])
    await schedulerOf(session).tick()
    await letTimePass(org)
    ;(org.model.jobs as Map<string, JobModel>).delete('daily')
    expect(await schedulerOf(session).tick()).to.have.length(0)
    expect(await runs(org)).to.deep.equal([])
  })

  it('whose hook is gone fail, and say why', async () => {
    const { org, session } = await makeOrg(database, [], [{ name: 'Daily', hook: 'Saver' }])
    await schedulerOf(session).tick()
    await letTimePass(org)
    await Promise.all(await schedulerOf(session).tick())
    const [failed] = await runs(org)
    expect(failed?.[0]).to.equal('failed')
    expect(failed?.[3]).to.match(/^There is no hook "Saver"\./)
  })

  it('move to their new time when it is changed', async () => {
    const { org, session } = await makeOrg(database, [await saving('f')], [{ name: 'Daily', hook: 'Saver' }])
    await schedulerOf(session).tick()
    ;(org.model.jobs as Map<string, Partial<JobModel>>).set('daily', {
      name: 'Daily',
      hook: 'Saver',
      cron: '0 8 * * *',
      active: true,
    })
    await schedulerOf(session).tick()
    const { rows } = await database.run({
      text: `SELECT to_char(slot AT TIME ZONE 'Asia/Tbilisi', 'HH24:MI') FROM atelier.job_run WHERE org = $1`,
      values: [org.id],
    })
    expect(rows).to.deep.equal([['08:00']])
  })

  it('go to another node when theirs stops renewing its lease, and save nothing more there', async () => {
    const source = `import { schedulable } from 'atelier'
export default schedulable(async ({ db, slot }) => {
  await db.update('Order', [{ Id: 'first' }])
  for (let i = 0; i < 50; i++) await db.soql('wait')
  await db.update('Order', [{ Id: 'second' }])
})`
    const { org, session } = await makeOrg(
      database,
      [await makeHook('Slow', source)],
      [{ name: 'Daily', hook: 'Slow' }],
    )
    const paused: Session = { ...session, org: { ...org, database: pausedAfterClaim(database) } }
    const dying = schedulerOf(paused, 100)
    await dying.tick()
    await letTimePass(org)
    const [lost] = await dying.tick()
    await new Promise(resolve => setTimeout(resolve, 250))
    const [taken] = await schedulerOf(session).tick()
    expect(await taken).to.include({ state: 'done' })
    expect((await lost)?.state).to.equal('failed')
    const saved = await saves(org)
    expect(saved.filter(record => record === 'second')).to.have.length(1)
    expect((await runs(org))[0]?.slice(0, 3)).to.deep.equal(['done', 'schedule', '2'])
  })

  const clocks: readonly (readonly [string, number])[] = [
    ['a day ahead', 86_400_000],
    ['a day behind', -86_400_000],
  ]
  for (const [what, shift] of clocks) {
    it(`go by the clock of the database when that of their node is ${what}`, async () => {
      const { org, session } = await makeOrg(
        database,
        [await saving('k')],
        [{ name: 'Daily', hook: 'Saver' }],
      )
      const slots = async () => {
        const { rows } = await database.run({
          text: `SELECT to_char(slot AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI') FROM atelier.job_run WHERE org = $1`,
          values: [org.id],
        })
        return rows.map(([slot]) => slot)
      }
      const expected = nextSlot(CRON, org.timeZone, new Date())?.toISOString().slice(0, 16)
      expect(await withClock(shift, () => schedulerOf(session).tick())).to.have.length(0)
      expect(await slots()).to.deep.equal([expected])
      await letTimePass(org)
      expect(await withClock(shift, () => schedulerOf(session).tick())).to.have.length(1)
      expect(await slots())
        .to.have.length(2)
        .and.include(expected)
    })
  }

  it('begin again when what made them fail passes, at most twice', async () => {
    let away = 1
    const refusing = async (): Promise<void> => {
      if (away-- > 0) throw new AtelierError('SERVER_UNAVAILABLE', 'The database cannot be reached.')
    }
    const hook = await saving('l')
    const { org, session } = await makeOrg(database, [hook], [{ name: 'Daily', hook: 'Saver' }])
    const run: HookRuntime['run'] = (...given) => refusing().then(() => runtime.run(...given))
    const scheduler = createJobScheduler({
      runtime: { ...runtime, run },
      orgs: () => [org],
      sessionOf: async () => session,
    })
    schedulers.push(scheduler)
    const leaseEnds = (): Promise<unknown> =>
      database.run({
        text: `UPDATE atelier.job_run SET lease_until = now() - interval '1 s' WHERE org = $1 AND state = 'running'`,
        values: [org.id],
      })
    await scheduler.tick()
    await letTimePass(org)
    await Promise.all(await scheduler.tick())
    expect((await runs(org))[0]?.slice(0, 4)).to.deep.equal([
      ...['running', 'schedule', '1', 'The database cannot be reached.'],
    ])
    expect(await scheduler.tick()).to.have.length(0)
    await leaseEnds()
    await Promise.all(await scheduler.tick())
    expect((await runs(org))[0]?.slice(0, 4)).to.deep.equal(['done', 'schedule', '2', null])
    expect(await saves(org)).to.deep.equal(['l'])

    away = 9
    await letTimePass(org)
    for (let attempt = 1; attempt <= 4; attempt++) {
      await Promise.all(await scheduler.tick())
      await leaseEnds()
    }
    const failed = (await runs(org)).find(([state]) => state === 'failed')
    expect(failed?.slice(0, 4)).to.deep.equal([
      ...['failed', 'schedule', '3', 'The database cannot be reached.'],
    ])
  })

  it('that are deleted while they run come to their end, and do not begin again', async () => {
    const { org, session } = await makeOrg(database, [await saving('m')], [{ name: 'Daily', hook: 'Saver' }])
    const scheduler = schedulerOf(session)
    await scheduler.tick()
    await letTimePass(org)
    const begun = await scheduler.tick()
    ;(org.model.jobs as Map<string, JobModel>).delete('daily')
    expect(await Promise.all(begun)).to.have.length(1)
    expect(await scheduler.tick()).to.have.length(0)
    expect((await runs(org)).map(([state]) => state)).to.deep.equal(['done'])
    await database.run({
      text: `UPDATE atelier.job_run SET state = 'running', lease_until = now() - interval '1 s' WHERE org = $1`,
      values: [org.id],
    })
    const [again] = await scheduler.tick()
    expect(await again).to.include({ state: 'failed', error: 'There is no job "Daily" any more.' })
  })

  it('run by hand have a slot of their own, and their log', async () => {
    const { org, session } = await makeOrg(database, [await saving('g')], [{ name: 'Daily', hook: 'Saver' }])
    const scheduler = schedulerOf(session)
    const lines: string[] = []
    const result = await scheduler.runHook(session, 'saver', { onLine: line => void lines.push(line.text) })
    expect(result.state).to.equal('done')
    expect(lines).to.deep.equal(['saved'])
    expect((await runs(org)).map(row => row.slice(0, 2))).to.deep.equal([['done', 'admin']])
    expect((await scheduler.listJobs(org))[0]?.runs.map(run => run.startedBy)).to.deep.equal(['admin'])
  })

  it('says which hooks there are when one is not', async () => {
    const { session } = await makeOrg(database, [await saving('h')], [])
    const error = await schedulerOf(session)
      .runHook(session, 'Savr')
      .then(
        () => undefined,
        (thrown: Error) => thrown.message,
      )
    expect(error).to.equal('There is no hook "Savr". Hooks that can be run: Saver.')
  })
})

/** Runs the work while this process believes that it is so many milliseconds later. */
async function withClock<T>(shift: number, work: () => Promise<T>): Promise<T> {
  const real = Date
  class Shifted extends real {
    constructor(...given: readonly unknown[]) {
      super(...((given.length ? given : [real.now() + shift]) as [number]))
    }
    static override now(): number {
      return real.now() + shift
    }
  }
  globalThis.Date = Shifted as DateConstructor
  try {
    return await work()
  } finally {
    globalThis.Date = real
  }
}

/** A database on which leases are never renewed and reads take a while, as on a node that was suspended. */
function pausedAfterClaim(database: Database): Database {
  return {
    ...database,
    run: statement =>
      statement.text.startsWith('UPDATE atelier.job_run SET lease_until')
        ? new Promise(() => undefined)
        : database.run(statement),
  }
}
