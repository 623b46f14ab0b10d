import { expect } from 'chai'
import sql, { raw } from 'sql-template-tag'
import type { Access } from '../../server/access/access.ts'
import { AtelierError } from '../../server/kernel/errors.ts'
import { readJson } from '../../server/records/read.ts'
import { readById } from '../../server/records/read-by-id.ts'
import { openSampleOrg, type SampleOrg } from './query/sample-org.ts'

const id = (prefix: string, number: number): string => `${prefix}${String(number).padStart(12, '0')}AAA`

/** Sees no Amount__c and no manufacturer, no Group, and only accounts and orders that are not called secret. */
const narrow: Partial<Access> = {
  key: 'narrow',
  object: object => object.name !== 'Group',
  field: field => field.name !== 'Amount__c' && field.name !== 'manufacturer__c',
  rows: ({ name }, alias) =>
    name === 'Account' || name === 'Order' ? sql`${raw(alias)}."name" <> ${'secret'}` : undefined,
}

describe('access in read plans', () => {
  let sample: SampleOrg

  before(async () => {
    sample = await openSampleOrg()
    await sample.insert('Account', [
      { Id: id('001', 1), Name: 'open' },
      { Id: id('001', 2), Name: 'secret' },
    ])
    await sample.insert('Order', [
      { Id: id('801', 1), Name: 'a', AccountId: id('001', 1), Amount__c: '5' },
      { Id: id('801', 2), Name: 'b', AccountId: id('001', 2), Amount__c: '7' },
      { Id: id('801', 3), Name: 'secret', AccountId: id('001', 1), Amount__c: '9' },
    ])
    await sample.insert('order_proposal__c', [
      { Id: id('a00', 1), Name: 'OP', order__c: id('801', 3), manufacturer__c: id('001', 1) },
    ])
  })
  after(() => sample.drop())

  async function names(text: string): Promise<string> {
    const { records } = JSON.parse(await readJson(sample.sessionWith(narrow), text, { version: '60.0' }))
    return records.map((record: { Name: string }) => record.Name).join()
  }

  const hidden = [
    'SELECT Amount__c FROM Order',
    'SELECT Id FROM Order WHERE Amount__c > 6',
    'SELECT Id FROM Order ORDER BY Amount__c',
    'SELECT Amount__c FROM Order GROUP BY Amount__c',
    'SELECT SUM(Amount__c) FROM Order',
    'SELECT COUNT(Id) FROM Order GROUP BY Status HAVING MAX(Amount__c) > 1',
    'SELECT order__r.Amount__c FROM order_proposal__c',
    'SELECT Id, (SELECT Amount__c FROM Orders) FROM Account',
    'SELECT Id FROM Account WHERE Id IN (SELECT AccountId FROM Order WHERE Amount__c > 6)',
    'SELECT manufacturer__r.Name FROM order_proposal__c',
    'SELECT Id, (SELECT Id FROM bids__r) FROM Account',
    'SELECT Id FROM Group',
    'SELECT TYPEOF Owner WHEN Group THEN Name END FROM Order',
  ]
  for (const text of hidden) {
    it(`${text}: as if it did not exist`, async () => {
      const error = await names(text).then(
        () => undefined,
        (thrown: AtelierError) => thrown,
      )
      expect(error).to.be.instanceOf(AtelierError)
      expect(error?.code).to.be.oneOf(['INVALID_FIELD', 'INVALID_TYPE'])
      expect(error?.message).to.match(
        /No such column|not supported|Didn't understand relationship|not a type/,
      )
      expect(error?.problems[0]?.hint ?? '').not.to.match(/Amount__c|manufacturer__c/)
    })
  }

  const rows = [
    { given: 'SELECT Name FROM Order ORDER BY Name', then: 'a,b' },
    { given: "SELECT Name FROM Order WHERE Account.Name != 'zzz' ORDER BY Name", then: 'a,b' },
    { given: "SELECT Name FROM Order WHERE Account.Name = 'secret'", then: '' },
    { given: 'SELECT Name FROM Account WHERE Id IN (SELECT AccountId FROM Order)', then: 'open' },
    { given: 'SELECT Name FROM order_proposal__c WHERE order__r.Name = null', then: 'OP' },
  ]
  for (const { given, then } of rows) {
    it(`${given} finds ${then || 'nothing'}`, async () => expect(await names(given)).to.equal(then))
  }

  it('shows a parent that may not be seen as none, and no child that may not be seen', async () => {
    const session = sample.sessionWith(narrow)
    const order = JSON.parse(
      await readJson(session, "SELECT Account.Name FROM Order WHERE Name = 'b'", { version: '60.0' }),
    )
    expect(order.records[0].Account).to.equal(null)
    const account = JSON.parse(
      await readJson(session, 'SELECT (SELECT Name FROM Orders) FROM Account', { version: '60.0' }),
    )
    expect(account.records).to.have.length(1)
    expect(account.records[0].Orders.records.map((record: { Name: string }) => record.Name)).to.deep.equal([
      'a',
    ])
    expect(await readJson(session, 'SELECT COUNT() FROM Order', { version: '60.0' })).to.contain(
      '"totalSize":2',
    )
  })

  it('leaves hidden fields out of FIELDS() and of single records', async () => {
    const session = sample.sessionWith(narrow)
    const all = JSON.parse(
      await readJson(session, 'SELECT FIELDS(ALL) FROM Order LIMIT 1', { version: '60.0' }),
    )
    expect(all.records[0]).to.include.keys('Name', 'Status').and.not.to.have.property('Amount__c')
    const one = JSON.parse(await readById(session, { object: 'order', id: id('801', 1), version: '60.0' }))
    expect(one).to.include({ Name: 'a' }).and.not.to.have.property('Amount__c')
  })

  it('keeps plans of different access apart', async () => {
    const text = "SELECT Name FROM Order WHERE Name = 'secret'"
    expect(await names(text)).to.equal('')
    const { totalSize } = JSON.parse(await readJson(sample.session, text, { version: '60.0' }))
    expect(totalSize).to.equal(1)
  })
})
