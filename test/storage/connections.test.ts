import { setTimeout as delay } from 'node:timers/promises'
import { expect } from 'chai'
import type { AtelierError } from '../../server/kernel/errors.ts'
import { type Database, openDatabase } from '../../server/storage/database.ts'
import { transaction } from '../../server/storage/transaction.ts'
import { testDatabase } from '../support/test-database.ts'

describe('connections', () => {
  let database: Database
  before(async () => {
    const { url } = await testDatabase()
    database = await openDatabase({ dataDir: '', databaseUrl: url, poolSize: 4 })
  })
  after(() => database.close())

  const ask = async (text: string) => (await database.run({ text, values: [] })).rows

  it('are enough for many transactions that each need a statement beside their own connection', async () => {
    const works = Array.from({ length: 40 }, () =>
      transaction(database, {}, async connection => {
        await connection.run({ text: 'SELECT 1', values: [] })
        return (await ask('SELECT 2'))[0]
      }),
    )
    expect(await Promise.all(works)).to.deep.equal(works.map(() => ['2']))
  })

  it('are left for reads while all transactions wait', async () => {
    let end = (): void => undefined
    const held = new Promise<void>(resolve => {
      end = resolve
    })
    const waiting = Array.from({ length: 8 }, () => transaction(database, {}, () => held))
    await delay(50)
    expect(await ask('SELECT 3')).to.deep.equal([['3']])
    end()
    await Promise.all(waiting)
  })

  it('are not kept by a statement that takes too long: it is cancelled', async () => {
    const began = performance.now()
    const slow = { text: 'SELECT pg_sleep(30)', values: [] }
    const errors = await Promise.all(
      Array.from({ length: 6 }, () => database.run(slow, 300).catch((error: AtelierError) => error)),
    )
    expect(performance.now() - began).to.be.lessThan(10_000)
    for (const error of errors)
      expect(error).to.include({
        code: 'QUERY_TIMEOUT',
        message: 'Your query request was running for too long.',
      })
    expect(await ask('SELECT 4')).to.deep.equal([['4']])
    // A connection is free a moment after it has answered.
    const running = `SELECT 1 FROM pg_stat_activity WHERE query = 'SELECT pg_sleep(30)' AND state = 'active'`
    while ((await ask(running)).length > 0) await delay(10)
  })

  it('of a transaction are not kept by one, either, nor by a node that stalls', async () => {
    const settings = await transaction(database, {}, async connection => {
      const names = ['statement_timeout', 'idle_in_transaction_session_timeout', 'lock_timeout']
      const { rows } = await connection.run({
        text: `SELECT ${names.map(name => `current_setting('${name}')`).join()}`,
        values: [],
      })
      return rows[0]
    })
    expect(settings).to.deep.equal(['2min', '2min', '10s'])
    expect(await ask(`SELECT current_setting('statement_timeout')`)).to.deep.equal([['0']])
  })
})
