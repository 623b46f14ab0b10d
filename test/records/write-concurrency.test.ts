import { expect } from 'chai'
import type { AtelierError } from '../../server/kernel/errors.ts'
import { inTransaction } from '../../server/org/in-transaction.ts'
import { noHooks } from '../../server/records/hooks.ts'
import { write } from '../../server/records/write.ts'
import { writeMixed } from '../../server/records/write-mixed.ts'
import { type DealOrg, openDealOrg, problemsOf, times } from './deal-org.ts'

describe('writers at the same time', () => {
  let org: DealOrg
  before(async () => {
    org = await openDealOrg()
  })
  after(() => org.dispose())

  it('never get the same auto-number', async () => {
    const batches = times(4, () => ({})).map(() =>
      org.save(
        'insert',
        'deal__c',
        times(250, amount__c => ({ amount__c })),
      ),
    )
    await Promise.all(batches)
    expect(await org.query('SELECT count(*), count(DISTINCT name) FROM {s}.deal__c')).to.deep.equal([
      ['1000', '1000'],
    ])
  })

  it('number the records of a batch in its order', async () => {
    const results = await org.save(
      'insert',
      'deal__c',
      times(20, amount__c => ({ amount__c })),
    )
    const rows = await Promise.all(results.map(({ id }) => org.row('deal__c', id as string)))
    const names = rows.map(row => row.name as string)
    expect(names).to.deep.equal([...names].sort())
  })

  it('do not lose an update: two that touch different fields both stay', async () => {
    const id = await org.make('deal__c', { amount__c: 0 })
    const writers = times(20, index =>
      index % 2 ? { Id: id, note__c: `n${index}` } : { Id: id, amount__c: index },
    )
    const results = await Promise.all(writers.map(record => org.save('update', 'deal__c', record)))
    expect(results.flat().every(result => result.success)).to.equal(true)
    const entries = await org.history(id)
    const row = await org.row('deal__c', id)
    expect(entries.at(-1)?.[2]).to.equal(Number(row.amount__c).toFixed(2))
    // Each change of the amount begins where the one before ended.
    for (let i = 1; i < entries.length; i++) expect(entries[i]?.[1]).to.equal(entries[i - 1]?.[2])
    expect(row.note__c).to.match(/^n\d+$/)
  })

  it('check again what was changed in between: a rule holds for what is stored', async () => {
    const [client, id] = [
      await org.make('client__c', { Name: 'c' }),
      await org.make('deal__c', { amount__c: 1 }),
    ]
    await org.save('update', 'deal__c', { Id: id, client__c: client })
    const results = await Promise.all([
      org.save('update', 'deal__c', { Id: id, stage__c: 'Won' }),
      org.save('update', 'deal__c', { Id: id, client__c: null }),
    ])
    expect(results.flat().filter(result => result.success)).to.have.length(1)
    const row = await org.row('deal__c', id)
    expect([row.stage__c, row.client__c]).not.to.deep.equal(['Won', null])
  })

  it('do not refer to a record that is being deleted', async () => {
    for (let round = 0; round < 10; round++) {
      const deal = await org.make('deal__c', { amount__c: 1 })
      await Promise.all([
        org.save('delete', 'deal__c', { Id: deal }),
        ...times(3, () => ({ deal__c: deal })).map(record =>
          org.save('insert', 'contract__c', { Name: 'x', ...record }),
        ),
        org.save('insert', 'remark__c', [{ deal__c: deal }, { deal__c: deal }]),
      ])
      const [orphans] = await org.query(
        `SELECT count(*) FROM (SELECT deal__c FROM {s}.contract__c WHERE NOT isdeleted UNION ALL SELECT deal__c FROM {s}.remark__c WHERE NOT isdeleted) c JOIN {s}.deal__c d ON d.id = c.deal__c AND d.isdeleted`,
      )
      expect(orphans).to.deep.equal(['0'])
    }
  })

  it('lock in the same order: batches in opposite orders both go through', async () => {
    const ids = (
      await org.save(
        'insert',
        'deal__c',
        times(50, amount__c => ({ amount__c })),
      )
    ).map(({ id }) => id)
    const change = (note__c: string, list: readonly (string | null)[]) =>
      org.save(
        'update',
        'deal__c',
        list.map(Id => ({ Id, note__c })),
      )
    const results = await Promise.all(
      times(6, () => ({})).map((_, index) => change(`r${index}`, index % 2 ? ids : [...ids].reverse())),
    )
    expect(results.flat().every(result => result.success)).to.equal(true)
    const [count] = await org.query(
      `SELECT count(DISTINCT note__c) FROM {s}.deal__c WHERE id IN (${ids.map(id => `'${id}'`).join()})`,
    )
    expect(count).to.deep.equal(['1'])
  })

  it('give one of two equal unique values', async () => {
    const results = await Promise.all(
      times(5, () => ({ Name: 'same', code__c: 'only-one' })).map(record =>
        org.save('insert', 'client__c', record),
      ),
    )
    expect(results.flat().filter(result => result.success)).to.have.length(1)
    expect(new Set(results.flat().flatMap(problemsOf))).to.deep.equal(new Set(['DUPLICATE_VALUE code__c']))
  })

  describe('with an idempotency key', () => {
    it('save once, and get the same results', async () => {
      const save = (Name: string) =>
        org.save('insert', 'client__c', [{ Name }, { Name }], { idempotencyKey: 'k1' })
      const all = await Promise.all([save('i'), save('i'), save('i')])
      expect(all[1]).to.deep.equal(all[0])
      expect(all[2]).to.deep.equal(all[0])
      expect(await save('i')).to.deep.equal(all[0])
      expect(await org.query(`SELECT count(*) FROM {s}.client__c WHERE name = 'i'`)).to.deep.equal([['2']])
    })

    it('refuse other content under the same key', async () => {
      await org.save('insert', 'client__c', { Name: 'j' }, { idempotencyKey: 'k2' })
      const error = await org
        .save('insert', 'client__c', { Name: 'k' }, { idempotencyKey: 'k2' })
        .catch(caught => caught)
      expect((error as AtelierError).code).to.equal('IDEMPOTENCY_KEY_REUSED')
    })

    it('hold over records of several objects', async () => {
      const records = [
        { attributes: { type: 'client__c' }, Name: 'mixed' },
        { attributes: { type: 'contract__c' }, Name: 'mixed' },
        { attributes: { type: 'client__c' }, Name: 'mixed' },
      ]
      for (const allOrNone of [true, false]) {
        const idempotencyKey = `mixed ${allOrNone}`
        const save = () =>
          writeMixed(org.session, { operation: 'insert', records, allOrNone, idempotencyKey }, noHooks)
        const [one, other] = await Promise.all([save(), save()])
        expect(one.every(result => result.success)).to.equal(true)
        expect(other).to.deep.equal(one)
      }
      expect(await org.query(`SELECT count(*) FROM {s}.client__c WHERE name = 'mixed'`)).to.deep.equal([
        ['4'],
      ])
    })

    it('forget the key after a day, and clear it away', async () => {
      const save = (idempotencyKey: string) =>
        org.save('insert', 'client__c', { Name: 'n' }, { idempotencyKey })
      const [[first], [other]] = [await save('k4'), await save('k5')]
      await org.query(
        `UPDATE {s}._idempotency_key SET created = now() - interval '25 hours' WHERE key LIKE '%k4' OR key LIKE '%k5'`,
      )
      const [again] = await save('k4')
      expect(again?.id).to.not.equal(first?.id)
      expect(await save('k4')).to.deep.equal([again])
      expect(await org.query(`SELECT count(*) FROM {s}._idempotency_key WHERE key LIKE '%k5'`)).to.deep.equal(
        [['0']],
      )
      expect((await save('k5'))[0]?.id).to.not.equal(other?.id)
    })

    it('may try again what was not saved', async () => {
      const bad = await org.save('insert', 'client__c', [{ Name: 'l' }, {}], { idempotencyKey: 'k3' })
      expect(bad.every(result => !result.success)).to.equal(true)
      const good = await org.save('insert', 'client__c', [{ Name: 'l' }], { idempotencyKey: 'k3' })
      expect(good[0]?.success).to.equal(true)
    })
  })

  it('join a transaction, whose end decides', async () => {
    const request = {
      object: 'client__c',
      operation: 'insert',
      records: [{ Name: 'joined' }],
      allOrNone: true,
    } as const
    await inTransaction(org.session, async session => {
      expect((await write(session, request, noHooks))[0]?.success).to.equal(true)
      const refused = await write(session, { ...request, records: [{}] }, noHooks)
      expect(refused[0]?.success).to.equal(false)
      const [taken] = await write(
        session,
        {
          ...request,
          records: [
            { Name: 'a', code__c: 'j' },
            { Name: 'b', code__c: 'j' },
          ],
        },
        noHooks,
      )
      expect(problemsOf(taken)).to.deep.equal(['ALL_OR_NONE_OPERATION_ROLLED_BACK'])
      throw new Error('no')
    }).catch((error: Error) => expect(error.message).to.equal('no'))
    expect(await org.query(`SELECT count(*) FROM {s}.client__c WHERE name = 'joined'`)).to.deep.equal([['0']])
  })
})
