import { expect } from 'chai'
import { createHookRuntime, type HookRuntime } from '../../server/automation/hook-runtime.ts'
import { createQueue, type HookQueue } from '../../server/automation/queue.ts'
import type { Session } from '../../server/org/session.ts'
import type { Database } from '../../server/storage/database.ts'
import { transaction } from '../../server/storage/transaction.ts'
import { testDatabase } from '../support/test-database.ts'
import { makeOrg } from './job-org.ts'
import { makeHook, stubData } from './stub-org.ts'

describe('queue', () => {
  let database: Database
  let runtime: HookRuntime
  let queue: HookQueue
  let session: Session
  const ran: string[] = []

  before(async () => {
    database = await testDatabase()
    const hook = await makeHook(
      'Work',
      `import { queueable } from 'atelier'
export default queueable<{ fail: number, note?: string }>(async ({ payload, attempt, log }) => {
  log.info('attempt ' + attempt + (payload.note ? ' ' + payload.note : ''))
  if (attempt <= payload.fail) throw new Error('not now')
})`,
      { kind: 'queueable' },
    )
    ;({ session } = await makeOrg(database, [hook], []))
    runtime = createHookRuntime({ data: stubData() })
    queue = createQueue({
      database,
      runtime: () => ({
        ...runtime,
        run: (inner, model, input, background) =>
          runtime.run(inner, model, input, { ...background, log: line => void ran.push(line.text) }),
      }),
      orgs: () => [session.org],
      sessionOf: async () => session,
      retries: { limit: 1, delay: 1 },
    })
    await queue.start()
  })
  after(async () => {
    await queue.stop()
    runtime.close()
  })
  beforeEach(() => void ran.splice(0))

  const until = async (condition: () => boolean | Promise<boolean>): Promise<void> => {
    while (!(await condition())) await new Promise(resolve => setTimeout(resolve, 50))
  }
  const inTransaction = (work: (inner: Session) => Promise<void>): Promise<void> => {
    const afterCommit: (() => void)[] = []
    return transaction(database, { attempts: 1 }, connection =>
      work({
        ...session,
        transaction: { connection, depth: 0, now: new Date(), afterCommit, hookState: new Map() },
      }),
    ).then(() => {
      for (const callback of afterCommit) callback()
    })
  }

  it('runs what a committed transaction put in, at once', async () => {
    await inTransaction(
      async inner => void (await queue.enqueue(inner, { hook: 'Work', payload: { fail: 0 } })),
    )
    await until(() => ran.length > 0)
    expect(ran).to.deep.equal(['attempt 1'])
    // The workers look by themselves every two seconds.
    const { rows } = await database.run({
      text: `SELECT started_on - created_on < interval '1500 ms' FROM atelier_queue.job WHERE name = 'hooks'`,
      values: [],
    })
    expect(rows).to.deep.equal([['t']])
  })

  it('never runs what was rolled back', async () => {
    await inTransaction(async inner => {
      await queue.enqueue(inner, { hook: 'Work', payload: { fail: 0 } })
      throw new Error('rolled back')
    }).catch(() => undefined)
    await new Promise(resolve => setTimeout(resolve, 2_500))
    expect(ran).to.deep.equal([])
  })

  it('begins entries of one transaction in their order, two at a time', async () => {
    const notes = 'abcdefghij'
    await inTransaction(async inner => {
      for (const note of notes) await queue.enqueue(inner, { hook: 'Work', payload: { fail: 0, note } })
    })
    await until(() => ran.length === 10)
    const { rows } = await database.run({
      text: `SELECT string_agg(data->'payload'->>'note', '' ORDER BY started_on) FROM atelier_queue.job WHERE data->'payload' ? 'note'`,
      values: [],
    })
    const begun = rows[0]?.[0] ?? ''
    expect([...begun].sort().join('')).to.equal(notes)
    // Of two workers that look at the same moment, either may have been the first.
    for (const [place, note] of [...begun].entries())
      expect(Math.abs(notes.indexOf(note) - place), begun).to.be.at.most(1)
  })

  it('keeps an entry whose hook is gone, and says so', async () => {
    await queue.enqueue(session, { hook: 'Gone', payload: null })
    await until(async () => (await queue.list(session.org)).some(({ state }) => state === 'again'))
    const [entry] = await queue.list(session.org)
    expect(entry).to.include({ attempts: 1, error: 'There is no queueable "Gone" any more.' })
    expect(Date.parse(entry?.due as string)).to.be.greaterThan(Date.parse(entry?.created as string))
    await until(async () => (await queue.list(session.org))[0]?.state === 'dead')
    expect((await queue.list(session.org))[0]).to.include({ state: 'dead', hook: 'Gone', attempts: 2 })
    await database.run({ text: `DELETE FROM atelier_queue.job WHERE data->>'hook' = 'Gone'`, values: [] })
  })

  it('takes no payload that is too long', async () => {
    const hook = await makeHook(
      'Big',
      `import { schedulable } from 'atelier'
export default schedulable(({ enqueue }) => enqueue('Work', { text: 'x'.repeat(100000) }))`,
    )
    const enqueuing = createHookRuntime({ data: stubData(), enqueue: queue.enqueue })
    const input = { kind: 'schedulable', slot: 'x', payload: null } as const
    const error = await enqueuing.run(session, hook, input, { log: () => undefined }).catch(String)
    enqueuing.close()
    expect(error).to.match(/The payload for Work is longer than 100,000 characters: give it ids/)
  })

  it('tries again', async () => {
    await queue.enqueue(session, { hook: 'Work', payload: { fail: 1 } })
    await until(() => ran.length > 1)
    expect(ran).to.deep.equal(['attempt 1', 'attempt 2'])
    // It ends a moment after its work.
    await until(async () => (await queue.list(session.org)).length === 0)
  })

  it('keeps what fails too often, and runs it again when asked', async () => {
    await queue.enqueue(session, { hook: 'Work', payload: { fail: 2 } })
    await until(async () => (await queue.list(session.org))[0]?.state === 'dead')
    const [dead] = await queue.list(session.org)
    expect(dead).to.deep.include({ hook: 'Work', payload: { fail: 2 }, attempts: 2, due: null })
    expect(dead?.error).to.match(/^Work: not now \(test\/hooks\/Work.ts:4:/)
    await queue.revive(session.org, dead?.id as string)
    await until(() => ran.length > 2)
    expect(ran.at(2)).to.equal('attempt 1')
    expect((await queue.list(session.org)).filter(({ state }) => state === 'dead')).to.have.length(0)
  })

  it('adds no triggers to the database', async () => {
    const { rows } = await database.run({
      text: `SELECT tgname FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE n.nspname = 'atelier_queue' AND NOT tgisinternal`,
      values: [],
    })
    expect(rows).to.deep.equal([])
  })
})
