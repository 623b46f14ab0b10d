import { text } from 'node:stream/consumers'
import { expect } from 'chai'
import { exportRecords } from '../../server/records/export/export-records.ts'
import { listExport } from '../../server/ui/list-export.ts'
import type { ListRequest } from '../../server/ui/list-query.ts'
import { listPage } from '../../server/ui/pages/list.ts'
import { printListPage } from '../../server/ui/pages/print-list.ts'
import { renderPage } from '../../server/ui/render.ts'
import type { Page, Visit } from '../../server/ui/visit.ts'
import { createTestOrg, type TestOrg } from '../support/test-org.ts'
import { adminVisit, insertRecords, visitAs } from './visits.ts'

const html = ({ template, model }: Page): Promise<string> => renderPage(template, model)

describe('lists as files and on paper', () => {
  let org: TestOrg
  let admin: Visit

  const insert = (object: string, ...records: readonly Readonly<Record<string, unknown>>[]) =>
    insertRecords(org, object, ...records)
  const fileOf = async (request: ListRequest) => {
    const { session } = admin
    const lines = (
      await text(await exportRecords(session, (await listExport(session, request, 'csv')).options))
    ).trim()
    return lines.split(/\r?\n/)
  }

  before(async function () {
    this.timeout(60_000)
    org = await createTestOrg()
    admin = await adminVisit(org)
    const [account = ''] = await insert('Account', { Name: '=Northlight' })
    const order = { AccountId: account, EffectiveDate: '2099-01-01' }
    await insert(
      'Order',
      { ...order, title__c: 'first', expected_amount__c: 10 },
      { ...order, title__c: 'second', expected_amount__c: 5 },
      { ...order, title__c: 'third', expected_amount__c: 7 },
    )
  })
  after(() => org?.dispose())

  it('have the columns, the order and the search of what is shown, with names for lookups', async () => {
    const list = { object: 'Order', filterName: 'Pending_Validation' }
    const [header = '', ...rows] = await fileOf(list)
    expect(rows).to.have.lengthOf(3)
    expect(header).to.include('Name').and.not.include('__c').and.not.include('Id')
    expect(rows.join())
      .to.include('Northlight')
      .and.not.match(/\b001\w{15}\b/)
    const sorted = await fileOf({ ...list, sort: 'expected_amount__c', q: 'ir' })
    expect(sorted.slice(1).map(row => /first|second|third/.exec(row)?.[0])).to.deep.equal(['third', 'first'])
  })

  it('take the permission DataExport, and pages offer them to nobody else', async () => {
    const reader = await visitAs(org, 'Read_Only')
    expect(reader.session.access.may('DataExport')).to.equal(false)
    const asked = listExport(reader.session, { object: 'Order' }, 'csv')
    expect(await asked.catch(error => error.message)).to.include('DataExport')
    expect(await html(await listPage(reader, { object: 'Order' }))).not.to.include('Order/export')
    expect(await html(await listPage(admin, { object: 'Order', q: 'a&b' }))).to.include(
      'q=a%26b&amp;format=xlsx',
    )
  })

  it('are printed whole, as they are searched', async () => {
    const page = await html(await printListPage(admin, { object: 'Order', q: 'second' }))
    expect(page).to.include('second').and.not.include('third')
  })
})
