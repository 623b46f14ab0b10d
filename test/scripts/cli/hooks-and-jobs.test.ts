import { expect } from 'chai'
import { openShop, type Shop } from './shop-server.ts'

describe('hooks and jobs on the command line', () => {
  let shop: Shop
  before(async () => {
    shop = await openShop()
  })

  for (const [what, args, code, out, err] of [
    [
      'runs a hook and shows its log',
      ['Greet'],
      0,
      /^INFO {2}Good morning, all\.\nWARN {2}It rains\.\nERROR The coffee is out\.\nGreet is done \(\d+ ms\)\.\n$/,
      /^$/,
    ],
    [
      'gives it what it is told',
      ['greet', '--payload', '{"name": "Ada"}'],
      0,
      /^INFO {2}Good morning, Ada\./,
      /^$/,
    ],
    [
      'says why a hook failed, after its log',
      ['Break'],
      1,
      /^INFO {2}A part is made\.\n$/,
      /^Break failed: .*The press is broken\./,
    ],
    [
      'knows the nearest hook',
      ['Gret'],
      1,
      /^$/,
      /^There is no hook "Gret"\. Hooks that can be run: Break, Greet, Later, Polish\..*\n +Did you mean "Greet"\?/,
    ],
    ['runs no trigger', ['Check'], 1, /^$/, /^Check is a trigger: it runs when records are saved\./],
    ['wants JSON', ['Greet', '--payload', '{name}'], 2, /^$/, /--payload <json>.*It is not JSON/],
  ] as const) {
    it(what, async () => {
      const ran = await shop.atelier('hook', 'run', ...args)
      expect(ran.out).to.match(out)
      expect(ran.err).to.match(err)
      expect(ran.code).to.equal(code)
    })
  }

  it('shows when jobs run next and how they ran, by the clock of the job', async () => {
    await shop.atelier('hook', 'run', 'Greet')
    const { code, out } = await shop.atelier('jobs')
    expect(code).to.equal(0)
    // 07:00 in New York, whatever the clock is here or where the org is.
    expect(out).to.match(/Morning +0 7 \* \* \* +America\/New_York +\d{4}-\d\d-\d\d 07:00:00/)
    expect(out).to.match(/Past runs of Morning, newest first:\n.*\n.*\n.*admin@atelier\.local +done +\d+ ms/)
  })

  it('shows what the queue holds, and runs again what has failed too often', async () => {
    expect((await shop.atelier('queue')).out).to.equal('The queue is empty.\n')
    const { org } = shop.server.app
    await shop.atelier('hook', 'run', 'Later')
    const waiting = await shop.atelier('queue')
    expect(waiting.out).to.match(
      /^id +hook +payload +state +attempts +when +error\n.*\n\S+ +Polish +\{"part":7\} +waiting +0 +due /,
    )
    await org.database.run({
      text: `UPDATE atelier_queue.job SET name = 'hooks_dead', retry_limit = 5, output = '{"message":"Polish: no cloth"}' WHERE data->>'org' = $1`,
      values: [org.id],
    })
    const { out } = await shop.atelier('queue')
    expect(out).to.match(
      / dead +6 .* Polish: no cloth\n\nWhat is dead runs again when you say so: npx atelier queue retry /,
    )
    const id = /retry (\S+)/.exec(out)?.[1] as string
    expect((await shop.atelier('queue', 'retry', id)).out).to.equal('It is in the queue again.\n')
    expect((await shop.atelier('queue')).out).to.match(/Polish +\{"part":7\} +waiting +0 /)
    const twice = await shop.atelier('queue', 'retry', id)
    expect(twice.err).to.match(/^There is no dead queue entry/)
    expect(twice.code).to.equal(1)
  })

  it('shows the logs of one job', async () => {
    await shop.server.app.org.database.run({
      text: `INSERT INTO atelier.job_run (org, job, hook, slot, state, started_by, started, ended, log)
        VALUES ($1, 'Morning', 'Greet', '2025-03-01T12:00:00Z', 'done', 'schedule', '2025-03-01T12:00:01Z',
          '2025-03-01T12:00:03.5Z', $2)`,
      values: [shop.server.app.org.id, '2025-03-01T12:00:02.000Z INFO Good morning.\n'],
    })
    const { out } = await shop.atelier('jobs', 'morning')
    expect(out).to.match(/2025-03-01 07:00:00 +schedule +done +2\.5 s/)
    expect(out).to.include('Log of 2025-03-01 07:00:00:\n2025-03-01 07:00:02 INFO Good morning.\n')
  })

  it('knows no job of another name', async () => {
    const { code, err } = await shop.atelier('jobs', 'Evening')
    expect([code, err]).to.deep.equal([1, 'There is no job "Evening". There are: Morning.\n'])
  })
})
