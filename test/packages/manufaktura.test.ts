import { expect } from 'chai'
import { DateTime } from 'luxon'
import { defaultAppFor } from '../../server/access/apps-and-tabs.ts'
import { holdersOf } from '../../server/access/holders.ts'
import { showsListView } from '../../server/access/list-view-visibility.ts'
import { pathAssistantOf } from '../../server/metadata/types/path-assistant/compile.ts'
import { accessInOrg } from '../../server/org/access-in-org.ts'
import { deploy } from '../../server/org/deploy.ts'
import { metadataFiles } from '../support/test-org.ts'
import { openPackageOrg, type PackageOrg, type Values } from './package-org.ts'

const STATUSES = {
  'PENDING VALIDATION': 'Draft',
  'AWAITING PROPOSALS': 'Draft',
  'MANUFACTURER SELECTED': 'Activated',
  'ENGINEERING VALIDATION': 'Activated',
  'DESIGN VALIDATION': 'Activated',
  'PRODUCTION VALIDATION': 'Activated',
  'MASS PRODUCTION': 'Activated',
  DELIVERED: 'Activated',
  CLOSED: 'Closed',
  'CANCELLED NO PROPOSALS': 'Cancelled',
  CANCELLED: 'Cancelled',
} as const
type Status = keyof typeof STATUSES
const NAMES = Object.keys(STATUSES) as Status[]

/** Where each status may lead. */
const LEGAL: Readonly<Record<Status, readonly Status[]>> = {
  'PENDING VALIDATION': ['AWAITING PROPOSALS', 'CANCELLED'],
  'AWAITING PROPOSALS': ['MANUFACTURER SELECTED', 'CANCELLED NO PROPOSALS', 'CANCELLED'],
  'MANUFACTURER SELECTED': ['ENGINEERING VALIDATION', 'CANCELLED'],
  'ENGINEERING VALIDATION': ['DESIGN VALIDATION', 'CANCELLED'],
  'DESIGN VALIDATION': ['ENGINEERING VALIDATION', 'PRODUCTION VALIDATION', 'CANCELLED'],
  'PRODUCTION VALIDATION': ['DESIGN VALIDATION', 'MASS PRODUCTION', 'CANCELLED'],
  'MASS PRODUCTION': ['DELIVERED', 'CANCELLED'],
  DELIVERED: ['CLOSED'],
  CLOSED: [],
  'CANCELLED NO PROPOSALS': ['PENDING VALIDATION'],
  CANCELLED: [],
}

const RULES = ['Tender_in_three_days', 'New_order_starts_as_draft', 'Manufacturer_and_proposal_present']

describe('The package manufaktura', () => {
  let org: PackageOrg
  const ids: Record<string, string> = {}
  const day = (offset: number): string =>
    DateTime.now().setZone(org.org.timeZone).plus({ days: offset }).toISODate() as string
  const order = (values: Values = {}, skipRules: readonly string[] = []): Promise<string> =>
    org.save('insert', 'Order', { AccountId: ids.buyer, EffectiveDate: day(10), ...values }, { skipRules })
  const bid = (order__c: string, values: Values = {}): Promise<string> =>
    org.save('insert', 'order_proposal__c', { order__c, manufacturer__c: ids.maker, price__c: 5, ...values })
  const one = async (soql: string): Promise<Values> => (await org.query(soql))[0] as Values

  before(async function () {
    this.timeout(60_000)
    org = await openPackageOrg()
    for (const type of await org.query(
      "SELECT Id, DeveloperName FROM RecordType WHERE SobjectType = 'Account'",
    )) {
      ids[String(type.DeveloperName)] = String(type.Id)
    }
    ids.buyer = await org.save('insert', 'Account', { Name: 'Buyer', RecordTypeId: ids.Hardware_Designer })
    ids.maker = await org.save('insert', 'Account', { Name: 'Maker', RecordTypeId: ids.Manufacturer })
  })
  after(() => org.dispose())

  it('has the record types of accounts and the statuses of orders in their categories', async () => {
    expect(Object.keys(ids)).to.include.members(['Manufacturer', 'Hardware_Designer'])
    const values = org.org.model.objects.get('order')?.fields.get('status')?.values ?? []
    expect(Object.fromEntries(values.map(({ fullName, category }) => [fullName, category]))).to.deep.equal(
      STATUSES,
    )
    expect(values.filter(value => value.default).map(({ fullName }) => fullName)).to.deep.equal([
      'PENDING VALIDATION',
    ])
  })

  it('numbers proposals, and shows them in reports, activities, notes, search and history', async () => {
    const object = org.org.model.objects.get('order_proposal__c')
    expect(object).to.include({
      enableReports: true,
      enableActivities: true,
      enableHistory: true,
      enableSearch: true,
      enableNotes: true,
    })
    const Id = await bid(await order())
    const proposal = await one(
      `SELECT Name, order__r.Status, manufacturer__r.Name FROM order_proposal__c WHERE Id = '${Id}'`,
    )
    expect(proposal.Name).to.match(/^OP-\d{10}$/)
    await org.save('insert', 'Task', { Subject: 'Ask', WhatId: Id })
    await org.save('insert', 'Note', { Title: 'Cheap', ParentId: Id })
    expect(
      await one(
        `SELECT (SELECT Subject FROM Tasks), (SELECT Title FROM Notes) FROM order_proposal__c WHERE Id = '${Id}'`,
      ),
    ).to.have.nested.property('Notes.totalSize', 1)
    await org.save('update', 'order_proposal__c', { Id, price__c: 6.5 })
    const { rows } = await org.org.database.run({
      text: `SELECT field, old_value, new_value FROM "${org.org.schema}"._field_history WHERE record = $1 AND field = 'price__c'`,
      values: [Id],
    })
    expect(rows).to.deep.equal([['price__c', '5.00', '6.50']])
  })

  for (const [given, values, then] of [
    ['no order', { manufacturer__c: 'maker', price__c: 5 }, 'REQUIRED_FIELD_MISSING order__c'],
    ['no manufacturer', { order__c: 'order', price__c: 5 }, 'REQUIRED_FIELD_MISSING manufacturer__c'],
    ['no price', { order__c: 'order', manufacturer__c: 'maker' }, 'REQUIRED_FIELD_MISSING price__c'],
    [
      'a price of 0',
      { order__c: 'order', manufacturer__c: 'maker', price__c: 0 },
      'FIELD_CUSTOM_VALIDATION_EXCEPTION price__c',
    ],
    [
      'a designer who bids',
      { order__c: 'order', manufacturer__c: 'buyer', price__c: 5 },
      'FIELD_FILTER_VALIDATION_EXCEPTION manufacturer__c',
    ],
  ] as const) {
    it(`refuses a proposal with ${given}`, async () => {
      ids.order ??= await order()
      const named = Object.fromEntries(
        Object.entries(values).map(([name, value]) => [name, typeof value === 'string' ? ids[value] : value]),
      )
      expect(await org.problems('insert', 'order_proposal__c', named)).to.deep.equal([then])
    })
  }

  it("takes only this order's proposals, and only manufacturers", async () => {
    const Id = await order()
    const own = await bid(Id)
    const other = await bid(await order())
    expect(
      await org.problems('update', 'Order', { Id, proposal__c: other, manufacturer__c: ids.buyer }),
    ).to.have.members([
      'FIELD_FILTER_VALIDATION_EXCEPTION proposal__c',
      'FIELD_FILTER_VALIDATION_EXCEPTION manufacturer__c',
    ])
    await org.save('update', 'Order', { Id, proposal__c: own, manufacturer__c: ids.maker })
    expect(await org.problems('delete', 'order_proposal__c', { Id: own })).to.deep.equal(['DELETE_FAILED '])
  })

  for (const from of NAMES) {
    it(`lets an order that is ${from} become ${LEGAL[from].join(', ') || 'nothing else'}`, async () => {
      for (const to of NAMES.filter(name => name !== from)) {
        const Id = await order({ Status: from }, RULES)
        const proposal__c = await bid(Id)
        const chosen = { Id, Status: to, proposal__c, manufacturer__c: ids.maker }
        const then = LEGAL[from].includes(to) ? [] : ['FIELD_CUSTOM_VALIDATION_EXCEPTION Status']
        expect(await org.problems('update', 'Order', chosen), `${from} to ${to}`).to.deep.equal(then)
      }
    })
  }

  it('starts orders as drafts', async () => {
    for (const Status of NAMES) {
      const isDraft = Status === 'PENDING VALIDATION' || Status === 'AWAITING PROPOSALS'
      const problems = await org.problems('insert', 'Order', {
        AccountId: ids.buyer,
        EffectiveDate: day(10),
        Status,
      })
      expect(problems.includes('FIELD_CUSTOM_VALIDATION_EXCEPTION Status'), Status).to.equal(!isDraft)
    }
  })

  it('gives manufacturers at least three days to propose', async () => {
    const problem = ['FIELD_CUSTOM_VALIDATION_EXCEPTION EffectiveDate']
    const open = { AccountId: ids.buyer, Status: 'AWAITING PROPOSALS' }
    expect(await org.problems('insert', 'Order', { ...open, EffectiveDate: day(2) })).to.deep.equal(problem)
    const Id = await order({ ...open, EffectiveDate: day(3) })
    expect(await org.problems('update', 'Order', { Id, EffectiveDate: day(1) })).to.deep.equal(problem)
    const draft = await order({ EffectiveDate: day(0) })
    expect(await org.problems('update', 'Order', { Id: draft, Status: 'AWAITING PROPOSALS' })).to.deep.equal(
      problem,
    )
    const running = await order({ ...open, EffectiveDate: day(1) }, RULES)
    await org.save('update', 'Order', { Id: running, title__c: 'edited on its last day' })
  })

  it('selects a manufacturer with its proposal only', async () => {
    const Id = await order({ Status: 'AWAITING PROPOSALS' })
    const proposal__c = await bid(Id)
    const selected = { Id, Status: 'MANUFACTURER SELECTED' }
    const problem = ['FIELD_CUSTOM_VALIDATION_EXCEPTION manufacturer__c']
    expect(await org.problems('update', 'Order', selected)).to.deep.equal(problem)
    expect(await org.problems('update', 'Order', { ...selected, proposal__c })).to.deep.equal(problem)
    expect(await org.problems('update', 'Order', { ...selected, manufacturer__c: ids.maker })).to.deep.equal(
      problem,
    )
    await org.save('update', 'Order', { ...selected, proposal__c, manufacturer__c: ids.maker })
    expect(await one(`SELECT StatusCode FROM Order WHERE Id = '${Id}'`)).to.deep.equal({
      StatusCode: 'Activated',
    })
    expect(
      await org.query(`SELECT Id FROM Order WHERE Id = '${Id}' AND ActivatedDate = TODAY`),
    ).to.have.length(1)
  })

  it('says at every status of an order what is to be done', () => {
    const path = pathAssistantOf(org.org.model, 'Order')
    expect(path?.field).to.equal('Status')
    expect([...(path?.steps.keys() ?? [])]).to.have.members(NAMES)
    for (const [status, { info, fields }] of path?.steps ?? []) {
      expect(info, status).to.match(/^[A-Z].*\.$/)
      expect(fields, status).to.have.length.within(1, 5)
    }
  })

  for (const [given, profile, app, seen] of [
    ['operations', 'Operations', 'Operations', ['Pending_Validation', 'Delivered', 'Pipeline']],
    ['a manufacturer', 'Manufacturer', 'Manufacturer_Portal', ['Open_Tenders', 'Orders_I_Make']],
    ['a designer', 'Hardware_Designer', 'Designer_Portal', ['My_RFPs']],
  ] as const) {
    it(`gives ${given} the lists, the layouts and the app of their work`, () => {
      const { model } = org.org
      const principal = { ...org.session.principal, profile }
      const access = accessInOrg(org.org, principal)
      const order = model.objects.get('order')
      const lists = [...(order?.listViews.values() ?? [])].filter(view =>
        showsListView(model, principal, access, view),
      )
      const own = lists.filter(({ sharedTo }) => sharedTo).map(({ name }) => name)
      expect(own).to.include.members([...seen])
      if (profile !== 'Operations') expect(own).to.have.members([...seen])
      const holder = model.profiles.get(profile.toLowerCase())
      for (const object of ['order', 'payment__c', 'manufacturing_stage__c', 'order_proposal__c'])
        expect(holder?.layouts.has(object), object).to.equal(true)
      expect(defaultAppFor(model, holdersOf(model, principal))?.name).to.equal(app)
      const apps = [...model.apps.values()].filter(one => access.app(one))
      const tabs = apps.flatMap(one => one.tabs).filter(tab => model.objects.has(tab.toLowerCase()))
      for (const tab of tabs) expect(access.tab(tab), tab).to.equal('DefaultOn')
    })
  }

  it('asks nothing of a rule that is switched off', async () => {
    const path = 'manufaktura/objects/Order/validation-rules/Tender_in_three_days.json'
    const switched = (await metadataFiles()).map(file =>
      file.path === path ? { ...file, text: file.text.replace('"active": true', '"active": false') } : file,
    )
    await deploy(org.org, switched, { who: 'test' })
    await order({ Status: 'AWAITING PROPOSALS', EffectiveDate: day(0) })
    await deploy(org.org, await metadataFiles(), { who: 'test' })
    const late = { AccountId: ids.buyer, Status: 'AWAITING PROPOSALS', EffectiveDate: day(0) }
    expect(await org.problems('insert', 'Order', late)).to.have.length(1)
  })
})
