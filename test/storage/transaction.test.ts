import { expect } from 'chai'
import sql from 'sql-template-tag'
import { AtelierError } from '../../server/kernel/errors.ts'
import type { Connection, Database } from '../../server/storage/database.ts'
import { gated, gateIsOpen } from '../../server/storage/sql/gate.ts'
import { bindSlots, prepare, slot } from '../../server/storage/sql/slots.ts'
import { runGated, savepoint, transaction } from '../../server/storage/transaction.ts'
import { testDatabase } from '../support/test-database.ts'

const GATE = 4711

async function text(connection: Connection, statement: string): Promise<readonly (string | null)[]> {
  return (await connection.run({ text: statement, values: [] })).rows.map(row => row[0] as string | null)
}

async function errorOf(work: Promise<unknown>): Promise<AtelierError> {
  try {
    await work
  } catch (error) {
    if (error instanceof AtelierError) return error
    throw error
  }
  throw new Error('nothing was thrown')
}

describe('transaction', () => {
  let database: Database
  before(async () => {
    database = await testDatabase()
    await text(
      database,
      `CREATE SCHEMA tx; CREATE TABLE tx.t (id int PRIMARY KEY, v text);
       CREATE TABLE tx._model (version int); INSERT INTO tx._model VALUES (7)`,
    )
  })
  beforeEach(() => text(database, `TRUNCATE tx.t; INSERT INTO tx.t VALUES (1, 'a'), (2, 'b')`))

  it('commits what its work did', async () => {
    await transaction(database, { gate: GATE }, c => text(c, `UPDATE tx.t SET v = 'x' WHERE id = 1`))
    expect(await text(database, 'SELECT v FROM tx.t ORDER BY id')).to.deep.equal(['x', 'b'])
  })

  it('undoes everything when the work throws, and passes the error on', async () => {
    const work = transaction(database, { gate: GATE }, async c => {
      await text(c, 'DELETE FROM tx.t')
      throw new AtelierError('FIELD_CUSTOM_VALIDATION_EXCEPTION', 'no')
    })
    expect((await errorOf(work)).code).to.equal('FIELD_CUSTOM_VALIDATION_EXCEPTION')
    expect(await text(database, 'SELECT v FROM tx.t ORDER BY id')).to.deep.equal(['a', 'b'])
  })

  it('says so when the work swallowed a failed statement and nothing could be saved', async () => {
    const work = transaction(database, {}, async c => {
      await text(c, `UPDATE tx.t SET v = 'x'`)
      await text(c, 'SELECT 1/0').catch(() => undefined)
    })
    expect((await errorOf(work)).message).to.match(/Nothing was saved/)
    expect(await text(database, 'SELECT v FROM tx.t ORDER BY id')).to.deep.equal(['a', 'b'])
  })

  it('reads the model version behind the gate', async () => {
    const version = await transaction(database, { gate: GATE, schema: 'tx' }, async (_, v) => v)
    expect(version).to.equal(7)
  })

  it('runs two transactions that deadlock to their end', async () => {
    let arrived = 0
    let meet: () => void
    const both = new Promise<void>(resolve => {
      meet = resolve
    })
    let begun = 0
    const swap = (first: number, second: number): Promise<void> =>
      transaction(database, { gate: GATE }, async c => {
        begun++
        await text(c, `UPDATE tx.t SET v = v || '${first}' WHERE id = ${first}`)
        if (++arrived === 2) meet()
        await both
        await text(c, `UPDATE tx.t SET v = v || '${first}' WHERE id = ${second}`)
      })
    await Promise.all([swap(1, 2), swap(2, 1)])
    expect(begun).to.equal(3)
    const values = await text(database, 'SELECT v FROM tx.t ORDER BY id')
    expect(values.map(v => [...(v as string).slice(1)].sort().join(''))).to.deep.equal(['12', '12'])
  })

  it('gives up on a lock after the wait and the attempts that it was given', async () => {
    await transaction(database, { gate: GATE }, async () => {
      const deploy = transaction(
        database,
        { gate: GATE, exclusive: true, lockTimeout: 20, attempts: 2 },
        async () => 1,
      )
      expect((await errorOf(deploy)).code).to.equal('UNABLE_TO_LOCK_ROW')
    })
  })

  it('holds writers back while a deploy has the gate, and lets them go on after it', async () => {
    const order: string[] = []
    let write: Promise<void> | undefined
    await transaction(database, { gate: GATE, exclusive: true }, async () => {
      write = transaction(database, { gate: GATE }, async () => void order.push('write'))
      await new Promise(resolve => setTimeout(resolve, 60))
      order.push('deploy')
    })
    await write
    expect(order).to.deep.equal(['deploy', 'write'])
  })

  it('reports a connection that breaks while committing as unknown', async () => {
    const work = transaction(database, {}, async c => {
      const [pid] = await text(c, 'SELECT pg_backend_pid()')
      await text(c, `UPDATE tx.t SET v = 'x'`)
      await text(database, `SELECT pg_terminate_backend(${pid})`)
    })
    expect((await errorOf(work)).code).to.equal('OUTCOME_UNKNOWN')
  })

  it('undoes only the savepoint that failed', async () => {
    await transaction(database, {}, async c => {
      await text(c, `UPDATE tx.t SET v = 'x' WHERE id = 1`)
      const failed = savepoint(c, () => text(c, `INSERT INTO tx.t VALUES (1, 'again')`))
      expect((await errorOf(failed)).code).to.equal('DUPLICATE_VALUE')
      await savepoint(c, () => text(c, `UPDATE tx.t SET v = 'y' WHERE id = 2`))
    })
    expect(await text(database, 'SELECT v FROM tx.t ORDER BY id')).to.deep.equal(['x', 'y'])
  })

  describe('runGated', () => {
    const write = sql`UPDATE tx.t SET v = ${slot(1)} WHERE id = ${slot(0)} AND ${gateIsOpen} RETURNING id, v`
    const gatedAt = (version: number) => prepare(gated({ gate: GATE, schema: 'tx', version }, write))

    it('writes in one statement while no deploy is there', async () => {
      const result = await runGated(database, bindSlots(gatedAt(7), [1, 'g']))
      expect(result).to.deep.equal({ open: true, rows: [['t', '1', 'g']] })
    })

    it('tells a record that was not met from a closed gate', async () => {
      expect(await runGated(database, bindSlots(gatedAt(7), [9, 'g']))).to.deep.equal({
        open: true,
        rows: [],
      })
    })

    it('writes nothing while a deploy has the gate', async () => {
      await transaction(database, { gate: GATE, exclusive: true }, async () => {
        const result = await runGated(database, bindSlots(gatedAt(7), [1, 'g']))
        expect(result).to.deep.equal({ open: false, rows: [] })
      })
      expect(await text(database, 'SELECT v FROM tx.t WHERE id = 1')).to.deep.equal(['a'])
    })

    it('writes nothing with statements of an older model', async () => {
      expect((await runGated(database, bindSlots(gatedAt(6), [1, 'g']))).open).to.equal(false)
      expect(await text(database, 'SELECT v FROM tx.t WHERE id = 1')).to.deep.equal(['a'])
    })

    it('lets the gate go with its own commit', async () => {
      await runGated(database, bindSlots(gatedAt(7), [1, 'g']))
      await transaction(
        database,
        { gate: GATE, exclusive: true, lockTimeout: 50, attempts: 1 },
        async () => 1,
      )
    })
  })
})
