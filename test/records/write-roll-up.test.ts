import { expect } from 'chai'
import { type DealOrg, openDealOrg, times } from './deal-org.ts'

describe('roll-ups', () => {
  let org: DealOrg
  before(async () => {
    org = await openDealOrg()
  })
  after(() => org.dispose())

  const totals = async (client: string) => {
    const { deals__c, won__c, biggest__c, first_close__c, lines__c } = await org.row('client__c', client)
    return [deals__c, won__c, biggest__c, first_close__c, lines__c]
  }
  const client = (Name: string) => org.make('client__c', { Name })
  const deal = (client__c: string | null, more: object = {}) =>
    org.make('deal__c', { client__c, amount__c: 1, ...more })

  it('count, add up, and find the smallest and the largest', async () => {
    const id = await client('a')
    await deal(id, { amount__c: '10.10', stage__c: 'Won', closes__c: '2026-05-01' })
    await deal(id, { amount__c: '0.20', stage__c: 'Won', closes__c: '2026-03-01' })
    await deal(id, { amount__c: '500', stage__c: 'Lost', closes__c: null })
    expect(await totals(id)).to.deep.equal(['3', '10.3', '500', '2026-03-01', '0'])
  })

  it('follow a change, a move, a delete and an undelete', async () => {
    const [a, b] = [await client('a'), await client('b')]
    const id = await deal(a, { amount__c: 5, closes__c: '2026-01-01' })
    await org.save('update', 'deal__c', { Id: id, stage__c: 'Won' })
    expect(await totals(a)).to.deep.equal(['1', '5', '5', '2026-01-01', '0'])
    await org.save('update', 'deal__c', { Id: id, client__c: b, amount__c: 7 })
    expect(await totals(a)).to.deep.equal(['0', '0', null, null, '0'])
    expect(await totals(b)).to.deep.equal(['1', '7', '7', '2026-01-01', '0'])
    await org.save('delete', 'deal__c', { Id: id })
    expect(await totals(b)).to.deep.equal(['0', '0', null, null, '0'])
    await org.save('undelete', 'deal__c', { Id: id })
    expect(await totals(b)).to.deep.equal(['1', '7', '7', '2026-01-01', '0'])
  })

  it('follow a deletion that empties a lookup of their filter, and its undelete', async () => {
    const RecordTypeId = org.org.model.objects.get('client__c')?.recordTypes.get('maker')?.id
    const [id, partner__c] = [await client('a'), await org.make('client__c', { Name: 'm', RecordTypeId })]
    await deal(id, { partner__c })
    await deal(id)
    const partnered = async () => (await org.row('client__c', id)).partnered__c
    expect(await partnered()).to.equal('1')
    await org.save('delete', 'client__c', { Id: partner__c })
    expect(await partnered()).to.equal('0')
    await org.save('undelete', 'client__c', { Id: partner__c })
    expect(await partnered()).to.equal('1')
  })

  it('add up roll-ups of roll-ups', async () => {
    const id = await client('a')
    const [one, two] = [await deal(id), await deal(id)]
    await org.save('insert', 'line__c', [
      { deal__c: one, price__c: 3 },
      { deal__c: one, price__c: 4 },
      { deal__c: two, price__c: 10 },
    ])
    expect((await org.row('deal__c', one)).lines_total__c).to.equal('7')
    expect((await totals(id))[4]).to.equal('17')
  })

  it('keep the history of the parent, in the same instant, and leave who last edited it alone', async () => {
    const id = await client('a')
    const before = await org.row('client__c', id)
    await deal(id, { amount__c: 5, stage__c: 'Won' })
    const after = await org.row('client__c', id)
    expect(await org.history(id)).to.deep.equal([['won__c', '0', '5.00']])
    expect(after.lastmodifieddate).to.equal(before.lastmodifieddate)
    expect(after.systemmodstamp).not.to.equal(before.systemmodstamp)
  })

  it('are right after many writers at once', async () => {
    const [a, b] = [await client('a'), await client('b')]
    const writers = times(24, index => ({ client__c: index % 2 ? a : b, amount__c: 1, stage__c: 'Won' }))
    const results = await Promise.all(writers.map(record => org.save('insert', 'deal__c', [record, record])))
    expect(results.flat().every(result => result.success)).to.equal(true)
    expect((await totals(a)).slice(0, 2)).to.deep.equal(['24', '24'])
    expect((await totals(b)).slice(0, 2)).to.deep.equal(['24', '24'])
    const ids = results.flat().map(result => result.id)
    const moves = ids.map((Id, index) => org.save('update', 'deal__c', { Id, client__c: index % 3 ? a : b }))
    await Promise.all([...moves, org.save('delete', 'deal__c', { Id: ids[0] })])
    const counted = await org.query(
      `SELECT c.deals__c = count(d.id), c.won__c = coalesce(sum(d.amount__c), 0) FROM {s}.client__c c JOIN {s}.deal__c d ON d.client__c = c.id AND NOT d.isdeleted WHERE c.id IN ('${a}', '${b}') GROUP BY c.id`,
    )
    expect(counted).to.deep.equal([
      ['t', 't'],
      ['t', 't'],
    ])
  })

  it('take as many statements for 500 children as for two', async () => {
    const clients = (
      await org.save(
        'insert',
        'client__c',
        times(100, index => ({ Name: `c${index}` })),
      )
    ).map(({ id }) => id)
    const record = (index: number) => ({ amount__c: 1, client__c: clients[index % 100] })
    const withoutNumbers = (list: readonly string[]) => list.filter(text => !text.includes('_record_number'))
    const two = await org.statements('insert', 'deal__c', times(2, record))
    const many = await org.statements('insert', 'deal__c', times(500, record))
    expect(withoutNumbers(many)).to.deep.equal(withoutNumbers(two))
  })
})
