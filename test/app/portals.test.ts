import { expect } from 'chai'
import { expectError } from '../support/test-client.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'
import { addPortalUser, addUser, type PortalUser, type TestUser } from '../support/test-users.ts'

const JOB = '/services/atelier/hooks/ManufacturerSelectJob/run'

function dayFromNow(days: number): string {
  return new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)
}

/** The day of a designer, of operations and of three manufacturers, each with a login of their own. */
describe('portals of Manufaktura', () => {
  let server: TestServer
  let operations: TestUser
  let designer: PortalUser
  let otherDesigner: PortalUser
  let makers: readonly PortalUser[]
  let order: string
  const bids: string[] = []
  const offers: string[] = []
  let drawing: string

  before(async () => {
    server = await startTestServer()
    operations = await addUser(server, 'Operations')
    designer = await addPortalUser(server, 'Designs', 'Hardware_Designer')
    otherDesigner = await addPortalUser(server, 'Rivals', 'Hardware_Designer')
    makers = await Promise.all(
      ['Alpha', 'Beta', 'Gamma'].map(name => addPortalUser(server, name, 'Manufacturer')),
    )
  })
  after(() => server.close())

  const attach = (user: TestUser, record: string, name: string): Promise<string> =>
    user.create('ContentVersion', {
      PathOnClient: name,
      VersionData: Buffer.from(name).toString('base64'),
      FirstPublishLocationId: record,
    })
  /** Statuses of a download by each of them. */
  const downloads = (version: string, users: readonly TestUser[]): Promise<readonly number[]> =>
    Promise.all(
      users.map(async user => (await user.get(`sobjects/ContentVersion/${version}/VersionData`)).status),
    )
  const seen = async (user: TestUser, soql: string) => JSON.stringify(await user.query(soql))

  it('a designer posts an order, for its own account only', async () => {
    const wanted = { title__c: 'Gearbox', EffectiveDate: dayFromNow(10), expected_amount__c: 5000 }
    order = await designer.create('Order', { ...wanted, AccountId: designer.account })
    expect(await designer.query('SELECT Status, title__c FROM Order')).to.deep.equal([
      { Status: 'PENDING VALIDATION', title__c: 'Gearbox' },
    ])
    drawing = await attach(designer, order, 'drawing.txt')
    const foreign = await designer.post('sobjects/Order', { ...wanted, AccountId: otherDesigner.account })
    expectError(foreign, 400, 'INVALID_CROSS_REFERENCE_KEY')
    const validated = { ...wanted, AccountId: designer.account, Status: 'AWAITING PROPOSALS' }
    expectError(await designer.post('sobjects/Order', validated), 400, 'INVALID_FIELD_FOR_INSERT_UPDATE')
  })

  it('nobody else from outside sees it before it is validated, nor its files', async () => {
    expect(await downloads(drawing, [designer, operations])).to.deep.equal([200, 200])
    expect(await downloads(drawing, [otherDesigner, ...makers])).to.deep.equal([404, 404, 404, 404])
    for (const user of [otherDesigner, ...makers]) {
      expect(await user.query('SELECT Id FROM Order')).to.deep.equal([])
      expectError(await user.get(`sobjects/Order/${order}`), 404, 'NOT_FOUND')
      expectError(await user.patch(`sobjects/Order/${order}`, { title__c: 'x' }), 404, 'NOT_FOUND')
    }
  })

  it('operations validate it, and every manufacturer sees it, without who asked', async () => {
    expect((await designer.patch(`sobjects/Order/${order}`, { title__c: 'Gearbox 2' })).status).to.equal(204)
    const validation = { Status: 'AWAITING PROPOSALS' }
    expect((await operations.patch(`sobjects/Order/${order}`, validation)).status).to.equal(204)
    const late = await designer.patch(`sobjects/Order/${order}`, { title__c: 'Gearbox 3' })
    expectError(late, 400, 'FIELD_CUSTOM_VALIDATION_EXCEPTION')
    for (const maker of makers) {
      expect(await maker.query('SELECT title__c, Account.Name FROM Order')).to.deep.equal([
        { title__c: 'Gearbox 2', Account: null },
      ])
      const change = await maker.patch(`sobjects/Order/${order}`, { title__c: 'x' })
      expectError(change, 403, 'INSUFFICIENT_ACCESS_OR_READONLY')
    }
    expect(await otherDesigner.query('SELECT Id FROM Order')).to.deep.equal([])
    expect(await downloads(drawing, [otherDesigner, ...makers])).to.deep.equal([404, 200, 200, 200])
    const [alpha] = makers as [PortalUser]
    const foreign = { PathOnClient: 'x.txt', VersionData: 'eA==', FirstPublishLocationId: order }
    expectError(await alpha.post('sobjects/ContentVersion', foreign), 403, 'INSUFFICIENT_ACCESS_OR_READONLY')
  })

  it('manufacturers propose for their own account', async () => {
    for (const [index, maker] of makers.entries()) {
      const bid = { order__c: order, manufacturer__c: maker.account, price__c: 4000 - index * 100 }
      bids.push(await maker.create('order_proposal__c', bid))
      offers.push(await attach(maker, bids[index] as string, 'offer.txt'))
    }
    const [alpha, beta] = makers as [PortalUser, PortalUser]
    const foreign = { order__c: order, manufacturer__c: beta.account, price__c: 1 }
    expectError(await alpha.post('sobjects/order_proposal__c', foreign), 400, 'INVALID_CROSS_REFERENCE_KEY')
  })

  it('manufacturers withdraw a proposal while the tender runs', async () => {
    const [alpha] = makers as [PortalUser]
    const again = { order__c: order, manufacturer__c: alpha.account, price__c: 1 }
    const hasty = await alpha.create('order_proposal__c', again)
    expect((await alpha.delete(`sobjects/order_proposal__c/${hasty}`)).status).to.equal(204)
    expect(await alpha.query('SELECT Id FROM order_proposal__c')).to.deep.equal([{ Id: bids[0] }])
  })

  const questions = [
    'SELECT price__c FROM order_proposal__c ORDER BY price__c',
    'SELECT COUNT(Id) n, MIN(price__c) low FROM order_proposal__c',
    'SELECT (SELECT price__c FROM order_proposals__r ORDER BY price__c) FROM Order',
    'SELECT COUNT() FROM order_proposal__c WHERE price__c < 3950',
    'SELECT order__c, COUNT(Id) n FROM order_proposal__c GROUP BY order__c',
    'SELECT Id FROM Order WHERE Id IN (SELECT order__c FROM order_proposal__c WHERE price__c < 3850)',
    'SELECT Id FROM Order WHERE proposal__r.price__c > 0',
  ]
  for (const soql of questions) {
    it(`a manufacturer learns nothing of the others: ${soql}`, async () => {
      const [alpha] = makers as [PortalUser]
      const before = await seen(alpha, soql)
      const beta = makers[1] as TestUser
      const changed = await beta.patch(`sobjects/order_proposal__c/${bids[1]}`, { price__c: 3333 })
      expect(changed.status, changed.text).to.equal(204)
      expect(await seen(alpha, soql)).to.equal(before)
      await beta.patch(`sobjects/order_proposal__c/${bids[1]}`, { price__c: 3900 })
      expect(before).not.to.match(/3900|3800/)
    })
  }

  it('a manufacturer reaches no proposal of another one by its id', async () => {
    const [alpha] = makers as [PortalUser]
    const path = `sobjects/order_proposal__c/${bids[1]}`
    expectError(await alpha.get(path), 404, 'NOT_FOUND')
    expectError(await alpha.patch(path, { price__c: 9999 }), 404, 'NOT_FOUND')
    expectError(await alpha.delete(path), 404, 'NOT_FOUND')
    expect(await downloads(offers[1] as string, [...makers, designer, operations])).to.deep.equal([
      ...[404, 200, 404],
      ...[404, 200],
    ])
    const files = await alpha.query("SELECT Id FROM ContentVersion WHERE PathOnClient = 'offer.txt'")
    expect(files).to.deep.equal([{ Id: offers[0] }])
  })

  it('the designer sees no proposal before the selection; operations see all and change no price', async () => {
    for (const user of [designer, otherDesigner])
      expect(await user.query('SELECT Id FROM order_proposal__c')).to.deep.equal([])
    expect(await operations.query('SELECT Id FROM order_proposal__c')).to.have.length(3)
    const dearer = await operations.patch(`sobjects/order_proposal__c/${bids[0]}`, { price__c: 1 })
    expectError(dearer, 400, 'INVALID_FIELD_FOR_INSERT_UPDATE')
  })

  it('the job selects the best price; then the winner and the designer see it, the others nothing', async () => {
    const ended = await server.send('PATCH', `sobjects/Order/${order}`, {
      body: { EffectiveDate: dayFromNow(-2) },
      headers: { 'X-Atelier-Skip-Rules': 'Tender_in_three_days' },
    })
    expect(ended.status, ended.text).to.equal(204)
    const late = await (makers[0] as TestUser).patch(`sobjects/order_proposal__c/${bids[0]}`, { price__c: 1 })
    expectError(late, 400, 'FIELD_CUSTOM_VALIDATION_EXCEPTION')
    const withdrawn = await (makers[0] as TestUser).delete(`sobjects/order_proposal__c/${bids[0]}`)
    expectError(withdrawn, 400, 'FIELD_CUSTOM_VALIDATION_EXCEPTION')
    expect((await server.post(JOB, {})).text).to.include('"state":"done"')
    const [alpha, beta, gamma] = makers as [PortalUser, PortalUser, PortalUser]
    expect(await gamma.query('SELECT Status FROM Order')).to.deep.equal([{ Status: 'MANUFACTURER SELECTED' }])
    for (const loser of [alpha, beta]) expect(await loser.query('SELECT Id FROM Order')).to.deep.equal([])
    expect(await designer.query('SELECT Status, proposal__r.price__c FROM Order')).to.deep.equal([
      {
        Status: 'MANUFACTURER SELECTED',
        proposal__r: { attributes: proposalAttributes(bids[2] as string), price__c: 3800 },
      },
    ])
    expect(await designer.query('SELECT Id FROM order_proposal__c')).to.deep.equal([{ Id: bids[2] }])
    expect(await downloads(drawing, makers)).to.deep.equal([404, 404, 200])
    const ofDesigner = await Promise.all(offers.map(offer => downloads(offer, [designer])))
    expect(ofDesigner.flat()).to.deep.equal([404, 404, 200])
  })

  function proposalAttributes(id: string): object {
    return { type: 'order_proposal__c', url: `/services/data/v60.0/sobjects/order_proposal__c/${id}` }
  }
})
