import { expect } from 'chai'
import { AtelierError } from '../../server/kernel/errors.ts'
import { noHooks } from '../../server/records/hooks.ts'
import { write } from '../../server/records/write.ts'
import { type DealOrg, hooksOf, openDealOrg, problemsOf, times } from './deal-org.ts'

const refusal = (message: string) => [{ code: 'FIELD_CUSTOM_VALIDATION_EXCEPTION', message }]

describe('triggers', () => {
  let org: DealOrg
  before(async () => {
    org = await openDealOrg()
  })
  after(() => org.dispose())

  it('fire once for a batch, in order, with what was and what will be', async () => {
    const seen: unknown[] = []
    const hooks = hooksOf({
      'deal__c before insert': ({ old, new: records }) =>
        void seen.push(['before', old, records?.[0]?.Id, records?.[0]?.stage__c]),
      'deal__c after insert': ({ new: records }) =>
        void seen.push(['after', records?.[0]?.Name?.toString().slice(0, 2), records?.[1]?.Id]),
      'deal__c before update': ({ old, new: records }) =>
        void seen.push([old?.[0]?.amount__c, records?.[0]?.amount__c]),
    })
    const results = await org.save('insert', 'deal__c', [{ amount__c: 1 }, { amount__c: 2 }], {}, hooks)
    await org.save('update', 'deal__c', [{ Id: results[0]?.id, amount__c: 3 }], {}, hooks)
    expect(hooks.fired).to.deep.equal([
      'deal__c before insert 2',
      'deal__c after insert 2',
      'deal__c before update 1',
    ])
    expect(seen).to.deep.equal([
      ['before', null, undefined, 'Open'],
      ['after', 'D-', results[1]?.id],
      ['1.00', '3.00'],
    ])
  })

  it('change fields before the save; what they set is parsed and checked like input', async () => {
    const set = (change: object) =>
      hooksOf({
        'deal__c before insert': () => ({ changes: new Map([[0, change as Record<string, unknown>]]) }),
      })
    const [good] = await org.save('insert', 'deal__c', {}, {}, set({ amount__c: '7.5', stage__c: 'lost' }))
    expect(await org.row('deal__c', good?.id as string)).to.include({ amount__c: '7.5', stage__c: 'Lost' })
    const [bad] = await org.save(
      'insert',
      'deal__c',
      { amount__c: 1 },
      {},
      set({ amount__c: 'x', what: 1, lines_total__c: 3 }),
    )
    expect(bad?.errors.map(({ fields }) => fields?.[0])).to.have.members([
      'amount__c',
      'what',
      'lines_total__c',
    ])
    const [rule] = await org.save('insert', 'deal__c', { amount__c: 1 }, {}, set({ amount__c: -5 }))
    expect(problemsOf(rule)).to.deep.equal(['FIELD_CUSTOM_VALIDATION_EXCEPTION amount__c'])
  })

  it('see formula fields as they are at that moment', async () => {
    const [client__c, other] = [
      await org.make('client__c', { Name: 'Acme' }),
      await org.make('client__c', { Name: 'Bolt' }),
    ]
    const seen: unknown[] = []
    const hooks = hooksOf({
      'deal__c before insert': ({ new: records }) => void seen.push(records?.[0]?.title__c),
      'deal__c after update': ({ old, new: records }) =>
        void seen.push(old?.[0]?.title__c, records?.[0]?.title__c),
    })
    const [made] = await org.save('insert', 'deal__c', { amount__c: 1, client__c }, {}, hooks)
    await org.save('update', 'deal__c', { Id: made?.id, client__c: other, stage__c: 'Won' }, {}, hooks)
    expect(seen).to.deep.equal(['Acme Open', 'Acme Open', 'Bolt Won'])
  })

  it('keep a history of what they changed', async () => {
    const id = await org.make('deal__c', { amount__c: 1 })
    const hooks = hooksOf({ 'deal__c before update': () => ({ changes: new Map([[0, { amount__c: 9 }]]) }) })
    await org.save('update', 'deal__c', { Id: id, note__c: 'n' }, {}, hooks)
    expect(await org.history(id)).to.deep.equal([['amount__c', '1.00', '9.00']])
  })

  it('refuse records before and after the save; the others are saved when that was asked for', async () => {
    const hooks = hooksOf({
      'client__c before insert': () => ({ problems: new Map([[0, refusal('early')]]) }),
      'client__c after insert': ({ new: records }) => ({
        problems: new Map(
          records?.flatMap((record, index) =>
            record.Name === 'late' ? [[index, refusal('late')] as const] : [],
          ),
        ),
      }),
    })
    const records = ['early', 'fine', 'late', 'good'].map(Name => ({ Name, code__c: `h-${Name}` }))
    const results = await org.save('insert', 'client__c', records, { allOrNone: false }, hooks)
    // A second round is saved without `late`.
    expect(results[0]?.errors[0]?.message).to.equal('early')
    expect(results[2]?.errors[0]?.message).to.equal('late')
    const stored = await org.query(`SELECT name FROM {s}.client__c WHERE code__c LIKE 'h-%' ORDER BY 1`)
    expect(stored.flat()).to.deep.equal(
      results.flatMap((result, index) => (result.success ? [records[index]?.Name] : [])).sort(),
    )
    expect(stored.flat()).to.include('good').and.not.include('late')
    const whole = await org.save(
      'insert',
      'client__c',
      [{ Name: 'late' }, { Name: 'other' }],
      {},
      hooksOf({
        'client__c after insert': () => ({ problems: new Map([[0, refusal('late')]]) }),
      }),
    )
    expect(whole.map(problemsOf)).to.deep.equal([
      ['FIELD_CUSTOM_VALIDATION_EXCEPTION'],
      ['ALL_OR_NONE_OPERATION_ROLLED_BACK'],
    ])
    expect(await org.query(`SELECT count(*) FROM {s}.client__c WHERE name = 'other'`)).to.deep.equal([['0']])
  })

  it('end when they refuse something in every round', async () => {
    const hooks = hooksOf({
      'client__c after insert': () => ({ problems: new Map([[0, refusal('again')]]) }),
    })
    const results = await org.save(
      'insert',
      'client__c',
      times(30, () => ({ Name: 'again' })),
      { allOrNone: false },
      hooks,
    )
    expect(results.every(result => !result.success)).to.equal(true)
    expect(await org.query(`SELECT count(*) FROM {s}.client__c WHERE name = 'again'`)).to.deep.equal([['0']])
  })

  it('that fail undo everything', async () => {
    const hooks = hooksOf({
      'client__c after insert': () => {
        throw new AtelierError('HOOK_FAILED', 'thrown')
      },
    })
    const error = await org.save('insert', 'client__c', { Name: 'undone' }, {}, hooks).catch(caught => caught)
    expect((error as AtelierError).code).to.equal('HOOK_FAILED')
    expect(await org.query(`SELECT count(*) FROM {s}.client__c WHERE name = 'undone'`)).to.deep.equal([['0']])
  })

  it('save other records in the same transaction', async () => {
    const client = await org.make('client__c', { Name: 'parent' })
    const plain = hooksOf({})
    const hooks = {
      ...plain,
      fires: (_: unknown, object: { name: string }, event: string) =>
        object.name === 'deal__c' && event === 'after insert',
      fire: async (session: typeof org.session, batch: Parameters<typeof plain.fire>[1]) => {
        const records = (batch.new ?? []).map(record => ({ deal__c: record.Id, price__c: 2 }))
        await write(session, { object: 'line__c', operation: 'insert', records, allOrNone: true }, noHooks)
        return { changes: new Map(), problems: new Map() }
      },
    }
    const results = await org.save(
      'insert',
      'deal__c',
      times(3, () => ({ amount__c: 1, client__c: client })),
      {},
      hooks,
    )
    expect((await org.row('deal__c', results[0]?.id as string)).lines_total__c).to.equal('2')
    expect((await org.row('client__c', client)).lines__c).to.equal('6')
  })
})
