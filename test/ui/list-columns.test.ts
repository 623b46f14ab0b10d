import { expect } from 'chai'
import { listPage } from '../../server/ui/pages/list.ts'
import { chooseListColumns, listColumnsPage, setListWidths } from '../../server/ui/pages/list-columns.ts'
import { printListPage } from '../../server/ui/pages/print-list.ts'
import { savedViewPage, saveSavedView } from '../../server/ui/pages/saved-view.ts'
import { renderPage } from '../../server/ui/render.ts'
import type { Page, Visit } from '../../server/ui/visit.ts'
import { createTestOrg, type TestOrg } from '../support/test-org.ts'
import { adminVisit, insertRecords, visitAs } from './visits.ts'

const html = ({ template, model }: Page): Promise<string> => renderPage(template, model)

interface Shown {
  readonly isSized: boolean
  readonly columns: readonly { readonly path: string; readonly width: number }[]
}

describe('columns of a list', () => {
  let org: TestOrg
  let admin: Visit
  let other: Visit
  const filterName = 'AllOrders'

  const shown = async (visit: Visit, name = filterName): Promise<Shown> => {
    const { model } = await listPage(visit, { object: 'Order', filterName: name })
    return (model as { head: Shown }).head
  }
  const paths = async (visit: Visit, name = filterName) =>
    (await shown(visit, name)).columns.map(({ path }) => path)
  const choose = (visit: Visit, body: Readonly<Record<string, string | readonly string[]>>) =>
    chooseListColumns(visit, 'Order', { filterName, ...body })
  const asked = async (body: Readonly<Record<string, string | readonly string[]>>) => {
    const chosen = await choose(admin, { column: ['Status', 'title__c', 'AccountId'], ...body })
    if (!('page' in chosen)) throw new Error(`It led to ${chosen.address}.`)
    const { columns } = chosen.page.model as { columns: readonly { path: string }[] }
    return columns.map(({ path }) => path)
  }

  before(async function () {
    this.timeout(60_000)
    org = await createTestOrg()
    admin = await adminVisit(org)
    other = await visitAs(org, 'Operations')
    const [AccountId = ''] = await insertRecords(org, 'Account', { Name: 'Kestrel' })
    await insertRecords(org, 'Order', { AccountId, EffectiveDate: '2099-01-01', title__c: 'Gears' })
  })
  after(() => org?.dispose())
  afterEach(() => choose(admin, { reset: '1' }))

  it('are those that somebody has chosen, in that order, for that list and nobody else', async () => {
    const before = await paths(other)
    const chosen = await choose(admin, { column: ['Status', 'title__c', 'Account.Name'] })
    expect(chosen).to.deep.equal({ address: `/lightning/o/Order/list?filterName=${filterName}` })
    expect(await paths(admin)).to.deep.equal(['Status', 'title__c', 'Account.Name'])
    expect(await paths(other)).to.deep.equal(before)
    expect(await paths(admin, 'Pending_Validation')).not.to.deep.equal(await paths(admin))
    const print = await html(await printListPage(admin, { object: 'Order', filterName }))
    expect(print).to.include('Gears').and.not.include('data-label="Order Number"')
  })

  it('are again those of the list when nothing else is wanted', async () => {
    const before = await paths(admin)
    await choose(admin, { column: ['Status'] })
    await choose(admin, { reset: '1' })
    expect(await paths(admin)).to.deep.equal(before)
  })

  const MOVES: readonly (readonly [string, Readonly<Record<string, string>>, readonly string[]])[] = [
    ['one forward', { up: 'title__c' }, ['title__c', 'Status', 'AccountId']],
    ['the first no further', { up: 'Status' }, ['Status', 'title__c', 'AccountId']],
    ['one back', { down: 'Status' }, ['title__c', 'Status', 'AccountId']],
    ['one away', { remove: 'title__c' }, ['Status', 'AccountId']],
    ['one more', { add: '1', another: 'OwnerId' }, ['Status', 'title__c', 'AccountId', 'OwnerId']],
    ['none that is not there', { add: '1', another: 'nothing__c' }, ['Status', 'title__c', 'AccountId']],
  ]
  for (const [what, body, columns] of MOVES) {
    it(`are moved without a script: ${what}; nothing is kept until they are saved`, async () => {
      expect(await asked(body)).to.deep.equal(columns)
      expect(await paths(admin)).to.include('OrderNumber')
    })
  }

  it('cannot be none', async () => {
    const chosen = await choose(admin, { column: 'nothing__c' })
    expect(chosen).to.have.nested.property('page.status', 422)
  })

  it('that are hidden from whoever asks are not shown and not offered', async () => {
    const reader = await visitAs(org, 'Customer_Service')
    const order = org.org.model.objects.get('order')
    const hidden = order?.fieldList.find(field => !reader.session.access.field(field, 'read'))?.name ?? ''
    expect(hidden).not.to.equal('')
    await choose(reader, { column: ['title__c', hidden] })
    expect(await paths(reader)).to.deep.equal(['title__c'])
    expect(await html(await listColumnsPage(reader, 'Order', filterName))).not.to.include(`"${hidden}"`)
  })

  it('have the width that they were drawn to, within reason; the others have a usual one', async () => {
    await choose(admin, { column: ['Status', 'title__c', 'AccountId'] })
    expect(await shown(admin)).to.include({ isSized: false })
    const width = ['Status:230', 'title__c:7', 'nothing__c:100', 'AccountId:wide', 'Status']
    await setListWidths(admin, 'Order', { filterName, width })
    const { isSized, columns } = await shown(admin)
    expect(isSized).to.equal(true)
    expect(columns.map(({ width: pixels }) => pixels)).to.deep.equal([230, 48, 160])
    const page = await html(await listPage(admin, { object: 'Order', filterName }))
    expect(page).to.include('<col width="230">')
  })

  it('are what a view of one own begins with', async () => {
    await choose(admin, { column: ['Status', 'title__c'] })
    const page = await savedViewPage(admin, 'Order', filterName)
    const { columns } = page.model as { columns: readonly { choices: readonly { isChosen: boolean }[] }[] }
    expect(columns.filter(({ choices }) => choices.some(({ isChosen }) => isChosen))).to.have.lengthOf(2)
  })

  it('of a view of one own are those that it is saved with', async () => {
    const first = await saveSavedView(admin, 'Order', { label: 'Mine', column: ['Status', 'title__c'] })
    const id =
      'address' in first ? (new URLSearchParams(first.address.split('?')[1]).get('filterName') ?? '') : ''
    await choose(admin, { filterName: id, column: ['title__c'] })
    await saveSavedView(admin, 'Order', { id, label: 'Mine', column: ['AccountId', 'Status'] })
    expect(await paths(admin, id)).to.deep.equal(['AccountId', 'Status'])
  })
})
