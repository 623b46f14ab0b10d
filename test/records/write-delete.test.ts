import { expect } from 'chai'
import { type DealOrg, hooksOf, openDealOrg, problemsOf, times } from './deal-org.ts'

describe('delete and undelete', () => {
  let org: DealOrg
  before(async () => {
    org = await openDealOrg()
  })
  after(() => org.dispose())

  const isDeleted = async (object: string, id: string) => (await org.row(object, id)).isdeleted === 'true'

  it('moves a record to the recycle bin and back', async () => {
    const id = await org.make('client__c', { Name: 'Acme' })
    expect(await org.problems('delete', 'client__c', { Id: id })).to.deep.equal([])
    expect(await isDeleted('client__c', id)).to.equal(true)
    expect(
      await org.query(
        `SELECT object, name, deleted_by, deletion FROM {s}._recycle_bin WHERE record = '${id}'`,
      ),
    ).to.deep.equal([['client__c', 'Acme', org.session.principal.userId, id]])
    expect(await org.problems('delete', 'client__c', { Id: id })).to.deep.equal(['ENTITY_IS_DELETED'])
    expect(await org.problems('undelete', 'client__c', { Id: id })).to.deep.equal([])
    expect(await isDeleted('client__c', id)).to.equal(false)
    expect(await org.query(`SELECT 1 FROM {s}._recycle_bin WHERE record = '${id}'`)).to.deep.equal([])
    expect(await org.problems('undelete', 'client__c', { Id: id })).to.deep.equal(['UNDELETE_FAILED'])
  })

  it('empties lookups, remembers them, and fills those that are still empty', async () => {
    const [client, other] = [
      await org.make('client__c', { Name: 'a' }),
      await org.make('client__c', { Name: 'b' }),
    ]
    const deals = await Promise.all(
      [1, 2].map(amount__c => org.make('deal__c', { amount__c, client__c: client })),
    )
    const [kept, moved] = deals as [string, string]
    await org.save('delete', 'client__c', { Id: client })
    expect((await org.row('deal__c', kept)).client__c).to.equal(null)
    await org.save('update', 'deal__c', { Id: moved, client__c: other })
    await org.save('undelete', 'client__c', { Id: client })
    expect((await org.row('deal__c', kept)).client__c).to.equal(client)
    expect((await org.row('deal__c', moved)).client__c).to.equal(other)
    expect((await org.row('client__c', client)).deals__c).to.equal('1')
  })

  it('refuses while a record holds it, and names it', async () => {
    const deal = await org.make('deal__c', { amount__c: 1 })
    const contract = await org.make('contract__c', { Name: 'c', deal__c: deal })
    const free = await org.make('deal__c', { amount__c: 1 })
    const results = await org.save('delete', 'deal__c', [{ Id: deal }, { Id: free }], { allOrNone: false })
    expect(results.map(problemsOf)).to.deep.equal([['DELETE_FAILED'], []])
    expect(results[0]?.errors[0]?.message).to.include('Contracts').and.include(contract)
    expect(await isDeleted('deal__c', deal)).to.equal(false)
    await org.save('delete', 'contract__c', { Id: contract })
    expect(await org.problems('delete', 'deal__c', { Id: deal })).to.deep.equal([])
  })

  it('deletes details through all stages, with their triggers, and brings them back', async () => {
    const deal = await org.make('deal__c', { amount__c: 1 })
    const line = await org.make('line__c', { deal__c: deal, price__c: 3 })
    const before = await org.make('line__c', { deal__c: deal, price__c: 4 })
    const remark = await org.make('remark__c', { deal__c: deal })
    await org.save('delete', 'line__c', { Id: before })
    const hooks = hooksOf({
      'line__c before delete': () => undefined,
      'line__c after delete': () => undefined,
      'line__c after undelete': () => undefined,
      'remark__c after delete': () => undefined,
    })
    await org.save('delete', 'deal__c', { Id: deal }, {}, hooks)
    expect(hooks.fired).to.have.members([
      'line__c before delete 1',
      'line__c after delete 1',
      'remark__c after delete 1',
    ])
    expect(await Promise.all([isDeleted('line__c', line), isDeleted('remark__c', remark)])).to.deep.equal([
      true,
      true,
    ])
    expect(await org.problems('undelete', 'line__c', { Id: line })).to.deep.equal(['UNDELETE_FAILED deal__c'])
    await org.save('undelete', 'deal__c', { Id: deal }, {}, hooks)
    expect(hooks.fired.at(-1)).to.equal('line__c after undelete 1')
    expect(await isDeleted('line__c', line)).to.equal(false)
    expect(await isDeleted('remark__c', remark)).to.equal(false)
    expect(await isDeleted('line__c', before), 'was deleted by itself').to.equal(true)
    expect((await org.row('deal__c', deal)).lines_total__c).to.equal('3')
  })

  it('keeps the parent when a detail cannot go', async () => {
    const deal = await org.make('deal__c', { amount__c: 1 })
    const line = await org.make('line__c', { deal__c: deal })
    const refuse = hooksOf({
      'line__c before delete': ({ old }) => ({
        problems: new Map(
          old?.map((_, index) => [index, [{ code: 'FIELD_CUSTOM_VALIDATION_EXCEPTION', message: 'No.' }]]),
        ),
      }),
    })
    const other = await org.make('deal__c', { amount__c: 1 })
    const results = await org.save(
      'delete',
      'deal__c',
      [{ Id: deal }, { Id: other }],
      { allOrNone: false },
      refuse,
    )
    expect(results.map(problemsOf)).to.deep.equal([['DELETE_FAILED'], []])
    expect(results[0]?.errors[0]?.message).to.include(line).and.include('No.')
    expect(await isDeleted('deal__c', deal)).to.equal(false)
    expect(await isDeleted('deal__c', other)).to.equal(true)
  })

  it('does not bring back a value that was given to another record', async () => {
    const id = await org.make('client__c', { Name: 'a', code__c: 'once' })
    await org.save('delete', 'client__c', { Id: id })
    await org.make('client__c', { Name: 'b', code__c: 'ONCE' })
    expect(await org.problems('undelete', 'client__c', { Id: id })).to.deep.equal(['DUPLICATE_VALUE code__c'])
    expect(await isDeleted('client__c', id)).to.equal(true)
  })

  it('takes as many statements for 200 records as for two', async () => {
    const make = async (count: number) => {
      const deals = await org.save(
        'insert',
        'deal__c',
        times(count, amount__c => ({ amount__c })),
      )
      await org.save(
        'insert',
        'line__c',
        deals.map(({ id }) => ({ deal__c: id, price__c: 1 })),
      )
      return deals.map(({ id }) => ({ Id: id }))
    }
    const [two, many] = [await make(2), await make(200)]
    expect(await org.statements('delete', 'deal__c', many)).to.deep.equal(
      await org.statements('delete', 'deal__c', two),
    )
    expect(await org.statements('undelete', 'deal__c', many)).to.deep.equal(
      await org.statements('undelete', 'deal__c', two),
    )
  })
})
