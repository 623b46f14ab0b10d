import { expect } from 'chai'
import { type Answer, expectError, type Fields } from '../support/test-client.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'
import { addPortalUser, addUser, type PortalUser, type TestUser } from '../support/test-users.ts'

const JOB = '/services/atelier/hooks/ManufacturerSelectJob/run'
const TESTS = ['EVT', 'DVT', 'PVT', 'Mass Production']
const STATUSES = [
  'ENGINEERING VALIDATION',
  'DESIGN VALIDATION',
  'PRODUCTION VALIDATION',
  'MASS PRODUCTION',
] as const

function dayFromNow(days: number): string {
  return new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10)
}

/** An order from its request to its manufacturer's money, each step by whose step it is, with a login of their own. */
describe('the process of Manufaktura', () => {
  let server: TestServer
  let operations: TestUser
  let finance: TestUser
  let designer: PortalUser
  let rival: PortalUser
  let makers: readonly PortalUser[]
  let winner: PortalUser
  let losers: readonly PortalUser[]
  let order: string
  let unwanted: string
  let advance: string
  let stages: readonly string[]
  let reward: string

  before(async () => {
    server = await startTestServer()
    operations = await addUser(server, 'Operations')
    finance = await addUser(server, 'Finance')
    designer = await addPortalUser(server, 'Designs', 'Hardware_Designer')
    rival = await addPortalUser(server, 'Rivals', 'Hardware_Designer')
    makers = await Promise.all(
      ['Alpha', 'Beta', 'Gamma'].map(name => addPortalUser(server, name, 'Manufacturer')),
    )
    const [alpha, beta, gamma] = makers as [PortalUser, PortalUser, PortalUser]
    winner = beta
    losers = [alpha, gamma]
  })
  after(() => server.close())

  const saved = (answer: Answer) => expect(answer.status, answer.text).to.equal(204)
  const refused = (answer: Answer, field: string) => {
    const { fields } = expectError(answer, 400, 'FIELD_CUSTOM_VALIDATION_EXCEPTION')
    expect(fields).to.deep.equal([field])
  }
  const closed = (answer: Answer) => expectError(answer, 403, 'INSUFFICIENT_ACCESS_OR_READONLY')
  const fixed = (answer: Answer) => expectError(answer, 400, 'INVALID_FIELD_FOR_INSERT_UPDATE')
  const hidden = (answer: Answer) => expectError(answer, 404, 'NOT_FOUND')
  const asks = (user: TestUser, soql: string) => user.get(`query?q=${encodeURIComponent(soql)}`)
  const change = (user: TestUser, object: string, id: string, fields: Fields) =>
    user.patch(`sobjects/${object}/${id}`, fields)
  const become = (user: TestUser, Status: string, id = order) => change(user, 'Order', id, { Status })
  const pays = (user: TestUser, fields: Fields) =>
    user.post('sobjects/payment__c', { order__c: order, currency__c: 'EUR', ...fields })
  const statusOf = (user: TestUser, id: string) => user.query(`SELECT Status FROM Order WHERE Id = '${id}'`)

  it('a designer submits two requests, which wait for validation', async () => {
    const wanted = { AccountId: designer.account, EffectiveDate: dayFromNow(1), currency__c: 'EUR' }
    order = await designer.create('Order', { ...wanted, title__c: 'Gearbox', expected_amount__c: 5000 })
    unwanted = await designer.create('Order', { ...wanted, title__c: 'Perpetual motion' })
    expect(await statusOf(designer, order)).to.deep.equal([{ Status: 'PENDING VALIDATION' }])
    fixed(await become(designer, 'AWAITING PROPOSALS'))
    fixed(await change(designer, 'Order', order, { quality_check__c: 'Passed' }))
  })

  it('operations screen it, and correct the date when the rule says so', async () => {
    refused(await become(operations, 'AWAITING PROPOSALS'), 'EffectiveDate')
    for (const id of [order, unwanted])
      saved(await change(operations, 'Order', id, { EffectiveDate: dayFromNow(10) }))
  })

  it('operations ask for a part of the price in advance, and cannot say that it was paid', async () => {
    const part = { kind__c: 'Partial in Advance', amount__c: 1000, due_date__c: dayFromNow(5) }
    refused(await pays(operations, { ...part, currency__c: 'USD' }), 'currency__c')
    refused(await pays(operations, { ...part, amount__c: 0 }), 'amount__c')
    fixed(await pays(operations, { ...part, status__c: 'Paid', paid_date__c: dayFromNow(0) }))
    advance = (await pays(operations, part)).record.id as string
    fixed(await change(operations, 'payment__c', advance, { status__c: 'Paid' }))
    refused(await pays(operations, { ...part, kind__c: 'Full Price' }), 'kind__c')
    refused(await pays(operations, { ...part, kind__c: 'To Manufacturer' }), 'kind__c')
  })

  it('the designer sees what to pay, and nobody else from outside does', async () => {
    expect(await designer.query('SELECT kind__c, amount__c, status__c FROM payment__c')).to.deep.equal([
      { kind__c: 'Partial in Advance', amount__c: 1000, status__c: 'Requested' },
    ])
    expect(
      await designer.query(`SELECT charged_amount__c, paid_amount__c FROM Order WHERE Id = '${order}'`),
    ).to.deep.equal([{ charged_amount__c: 1000, paid_amount__c: 0 }])
    closed(await change(designer, 'payment__c', advance, { amount__c: 1 }))
    closed(await pays(designer, { kind__c: 'Partial in Advance', amount__c: 1 }))
    for (const user of [rival, ...makers]) {
      expect(await user.query('SELECT Id FROM payment__c')).to.deep.equal([])
      hidden(await user.get(`sobjects/payment__c/${advance}`))
    }
  })

  it('finance take the payment in, on a day; after that it stays', async () => {
    refused(await change(finance, 'payment__c', advance, { status__c: 'Paid' }), 'paid_date__c')
    const paid = { status__c: 'Paid', paid_date__c: dayFromNow(0), reference__c: 'SEPA 1' }
    saved(await change(finance, 'payment__c', advance, paid))
    refused(await change(finance, 'payment__c', advance, { amount__c: 2 }), 'status__c')
    closed(await change(finance, 'Order', order, { title__c: 'x' }))
    expect(await designer.query(`SELECT paid_amount__c FROM Order WHERE Id = '${order}'`)).to.deep.equal([
      { paid_amount__c: 1000 },
    ])
  })

  it('three manufacturers bid, and see neither each other nor the money of the designer', async () => {
    for (const id of [order, unwanted]) saved(await become(operations, 'AWAITING PROPOSALS', id))
    for (const [index, maker] of makers.entries()) {
      const bid = { order__c: order, currency__c: 'EUR' }
      const inDollars = { ...bid, currency__c: 'USD', price__c: 1 }
      refused(await maker.post('sobjects/order_proposal__c', inDollars), 'currency__c')
      await maker.create('order_proposal__c', { ...bid, price__c: [4000, 3500, 3900][index] })
    }
    for (const [index, maker] of makers.entries()) {
      expect(await maker.query('SELECT price__c, manufacturer__c FROM order_proposal__c')).to.deep.equal([
        { price__c: [4000, 3500, 3900][index], manufacturer__c: maker.account },
      ])
      expect(await maker.query('SELECT Id FROM Order')).to.have.length(2)
      for (const field of ['charged_amount__c', 'paid_amount__c', 'open_payments__c'])
        expectError(await asks(maker, `SELECT ${field} FROM Order`), 400, 'INVALID_FIELD')
    }
    expect(await designer.query('SELECT Id FROM order_proposal__c')).to.deep.equal([])
  })

  it('nothing is planned before somebody makes it', async () => {
    const stage = { order__c: order, kind__c: 'EVT' }
    refused(await operations.post('sobjects/manufacturing_stage__c', stage), 'order__c')
    closed(await (makers[0] as TestUser).post('sobjects/manufacturing_stage__c', stage))
  })

  it('the job selects the lowest price, and cancels what nobody bid for', async () => {
    for (const id of [order, unwanted]) {
      const headers = { 'X-Atelier-Skip-Rules': 'Tender_in_three_days' }
      const body = { EffectiveDate: dayFromNow(-2) }
      saved(await server.send('PATCH', `sobjects/Order/${id}`, { body, headers }))
    }
    expect((await server.post(JOB, {})).text).to.include('"state":"done"')
    expect(await statusOf(designer, order)).to.deep.equal([{ Status: 'MANUFACTURER SELECTED' }])
    expect(await statusOf(designer, unwanted)).to.deep.equal([{ Status: 'CANCELLED NO PROPOSALS' }])
    expect(await winner.query('SELECT Id, manufacturer__c FROM Order')).to.deep.equal([
      { Id: order, manufacturer__c: winner.account },
    ])
    for (const loser of losers) expect(await loser.query('SELECT Id FROM Order')).to.deep.equal([])
  })

  it('what was cancelled for want of proposals ends there, or is validated anew', async () => {
    for (const status of ['MANUFACTURER SELECTED', 'AWAITING PROPOSALS', 'CLOSED'])
      expectError(await become(operations, status, unwanted), 400, 'FIELD_CUSTOM_VALIDATION_EXCEPTION')
    saved(await become(operations, 'PENDING VALIDATION', unwanted))
    saved(await change(designer, 'Order', unwanted, { title__c: 'Nearly perpetual motion' }))
    saved(await become(operations, 'CANCELLED', unwanted))
  })

  it('operations plan the stages; the winner and the designer see them, the others nothing', async () => {
    const planned = TESTS.map((kind__c, index) => ({
      order__c: order,
      kind__c,
      planned_start__c: dayFromNow(index * 10),
      planned_end__c: dayFromNow(index * 10 + 9),
    }))
    stages = await Promise.all(planned.map(one => operations.create('manufacturing_stage__c', one)))
    const early = { ...planned[0], planned_end__c: dayFromNow(-9) }
    refused(await operations.post('sobjects/manufacturing_stage__c', early), 'planned_end__c')
    const soql = 'SELECT kind__c FROM manufacturing_stage__c ORDER BY planned_start__c'
    for (const user of [winner, designer, finance])
      expect((await user.query(soql)).map(({ kind__c }) => kind__c)).to.deep.equal(TESTS)
    for (const user of [rival, ...losers]) {
      expect(await user.query(soql)).to.deep.equal([])
      hidden(await change(user, 'manufacturing_stage__c', stages[0] as string, { progress__c: 1 }))
    }
  })

  it('the winner reports progress, and changes nothing of the plan', async () => {
    const [first] = stages as [string]
    const report = (fields: Fields) => change(winner, 'manufacturing_stage__c', first, fields)
    refused(await report({ status__c: 'In Progress' }), 'actual_start__c')
    refused(await report({ progress__c: 101 }), 'progress__c')
    saved(await report({ status__c: 'In Progress', actual_start__c: dayFromNow(0), progress__c: 40 }))
    for (const field of [{ planned_end__c: dayFromNow(90) }, { kind__c: 'DVT' }, { order__c: unwanted }])
      fixed(await report(field))
    closed(await winner.delete(`sobjects/manufacturing_stage__c/${first}`))
    closed(await become(winner, 'DELIVERED'))
    closed(await change(designer, 'manufacturing_stage__c', first, { progress__c: 100 }))
    expect(
      await designer.query(`SELECT progress__c FROM manufacturing_stage__c WHERE Id = '${first}'`),
    ).to.deep.equal([{ progress__c: 40 }])
  })

  it('the order goes through its tests into mass production, and is delivered when all is made', async () => {
    for (const [index, status] of STATUSES.entries()) {
      saved(await become(operations, status))
      if (index === STATUSES.length - 1) refused(await become(operations, 'DELIVERED'), 'Status')
      const done = { status__c: 'Completed', actual_start__c: dayFromNow(0), actual_end__c: dayFromNow(0) }
      const stage = stages[index] as string
      saved(await change(winner, 'manufacturing_stage__c', stage, { ...done, progress__c: 100 }))
    }
    refused(await change(operations, 'Order', order, { quality_check__c: 'Passed' }), 'quality_check__c')
    saved(await become(operations, 'DELIVERED'))
    const late = await change(winner, 'manufacturing_stage__c', stages[3] as string, { progress__c: 10 })
    refused(late, 'status__c')
  })

  it('the full price is charged, and the manufacturer paid when the quality is right, not before', async () => {
    const rest = { kind__c: 'Full Price', amount__c: 2500, due_date__c: dayFromNow(14) }
    const full = (await pays(finance, rest)).record.id as string
    const due = { kind__c: 'To Manufacturer', amount__c: 3500 }
    refused(await pays(finance, due), 'kind__c')
    saved(
      await change(operations, 'Order', order, {
        quality_check__c: 'Failed',
        quality_finding__c: 'Dimensions',
        quality_notes__c: 'Burrs.',
      }),
    )
    refused(await pays(finance, due), 'kind__c')
    const passed = { quality_check__c: 'Passed', quality_check_date__c: dayFromNow(0) }
    // What made it fail does not go with passing.
    expectError(
      await change(operations, 'Order', order, passed),
      400,
      'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST',
    )
    saved(await change(operations, 'Order', order, { ...passed, quality_finding__c: 'Surface' }))
    refused(await become(operations, 'CLOSED'), 'Status')
    reward = (await pays(finance, due)).record.id as string
    for (const id of [full, reward]) {
      refused(await become(operations, 'CLOSED'), 'Status')
      saved(await change(finance, 'payment__c', id, { status__c: 'Paid', paid_date__c: dayFromNow(0) }))
    }
    saved(await become(operations, 'CLOSED'))
  })

  it('in the end each side has seen its own money only', async () => {
    const soql = 'SELECT kind__c, amount__c FROM payment__c ORDER BY amount__c'
    expect(await winner.query(soql)).to.deep.equal([{ kind__c: 'To Manufacturer', amount__c: 3500 }])
    expect(await designer.query(soql)).to.deep.equal([
      { kind__c: 'Partial in Advance', amount__c: 1000 },
      { kind__c: 'Full Price', amount__c: 2500 },
    ])
    hidden(await designer.get(`sobjects/payment__c/${reward}`))
    hidden(await winner.get(`sobjects/payment__c/${advance}`))
    for (const user of [rival, ...losers]) expect(await user.query(soql)).to.deep.equal([])
    for (const field of ['paid_to_manufacturer__c', 'quality_notes__c', 'open_payments__c'])
      expectError(await asks(designer, `SELECT ${field} FROM Order`), 400, 'INVALID_FIELD')
    expect(
      await winner.query('SELECT Status, quality_notes__c, paid_to_manufacturer__c FROM Order'),
    ).to.deep.equal([{ Status: 'CLOSED', quality_notes__c: 'Burrs.', paid_to_manufacturer__c: 3500 }])
    expect(
      await finance.query(
        `SELECT paid_amount__c, open_payments__c, open_stages__c FROM Order WHERE Id = '${order}'`,
      ),
    ).to.deep.equal([{ paid_amount__c: 3500, open_payments__c: 0, open_stages__c: 0 }])
  })
})
