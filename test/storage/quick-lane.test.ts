import { expect } from 'chai'
import pg from 'pg'
import { openQuickLane, type QuickLane } from '../../server/storage/quick-lane.ts'
import { runRaw } from '../../server/storage/raw-query.ts'
import { statementName } from '../../server/storage/sql/slots.ts'
import type { RawResult } from '../../server/storage/statement.ts'
import { testDatabase } from '../support/test-database.ts'

describe('the quick lane', () => {
  let url: string
  let lane: QuickLane
  const used: pg.Client[] = []

  before(async () => {
    url = (await testDatabase()).url
  })
  beforeEach(() => {
    used.length = 0
    lane = openQuickLane(url, (client, { text, values, name }) => {
      used.push(client)
      return runRaw(client, text, values, name)
    })
  })
  afterEach(() => lane.close())

  const ask = (text: string, values: readonly unknown[] = []): Promise<RawResult> =>
    lane.run({ text, values, name: statementName(text), isQuick: true })
  /** Cuts off the connection that runs the text, as soon as it does. */
  const cutOff = async (text: string): Promise<void> => {
    const client = new pg.Client(url)
    await client.connect()
    const running = `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query = $1 AND state = 'active'`
    while ((await client.query(running, [text])).rowCount === 0);
    await client.end()
  }

  it('answers each who asks, whatever is asked beside', async () => {
    const asked = Array.from({ length: 50 }, (_, index) => ask('SELECT $1::int * 2', [index]))
    const found = (await Promise.all(asked)).map(({ rows }) => rows[0]?.[0])
    expect(found).to.deep.equal(asked.map((_, index) => String(index * 2)))
    expect(new Set(used).size).to.equal(2)
  })

  it('gives texts as PostgreSQL has them, nulls, and how many rows there were', async () => {
    const { rows, rowCount, command } = await ask(
      `SELECT 1.50::numeric, NULL, 'ä', true, ARRAY[1,2] FROM generate_series(1, 2)`,
    )
    expect(rows).to.deep.equal([
      ['1.50', null, 'ä', 't', '{1,2}'],
      ['1.50', null, 'ä', 't', '{1,2}'],
    ])
    expect({ rowCount, command }).to.deep.equal({ rowCount: 2, command: 'SELECT' })
  })

  it('lets a statement that fails fail alone', async () => {
    const outcomes = await Promise.allSettled([
      ask('SELECT 1'),
      ask('SELECT 1 / $1::int', [0]),
      ask('SELECT nothing'),
      ask('SELECT 2'),
    ])
    expect(outcomes.map(({ status }) => status)).to.deep.equal([
      'fulfilled',
      'rejected',
      'rejected',
      'fulfilled',
    ])
    expect((await ask('SELECT 3')).rows).to.deep.equal([['3']])
  })

  it('plans a statement once, for all values', async () => {
    const text = 'SELECT $1::int + 1'
    await Promise.all(Array.from({ length: 20 }, (_, index) => ask(text, [index])))
    const plans = `SELECT generic_plans > 0, custom_plans FROM pg_prepared_statements WHERE statement = '${text}'`
    expect((await ask(plans)).rows).to.deep.equal([['t', '0']])
  })

  it('fails those under way when its connections are cut off, and goes on with others', async () => {
    await ask('SELECT 1')
    const waiting = ask('SELECT pg_sleep(5)').catch((error: Error) => error.message)
    await cutOff('SELECT pg_sleep(5)')
    expect(await waiting).to.match(/terminat/)
    expect((await ask('SELECT 2')).rows).to.deep.equal([['2']])
  })

  it('says so where there is no database', async () => {
    const nowhere = openQuickLane('postgres://nobody@127.0.0.1:1/nothing', (client, { text, values }) =>
      runRaw(client, text, values, undefined),
    )
    const error = await nowhere.run({ text: 'SELECT 1', values: [] }).catch((one: Error) => one)
    expect(error).to.include({ code: 'SERVER_UNAVAILABLE' })
    await nowhere.close()
  })

  it('gives up a statement that is not quick', async () => {
    const { rows } = await ask(`SELECT current_setting('statement_timeout')`)
    expect(rows).to.deep.equal([['10s']])
  })
})
