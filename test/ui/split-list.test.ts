import { expect } from 'chai'
import { splitListPage } from '../../server/ui/pages/split-list.ts'
import { renderPage } from '../../server/ui/render.ts'
import type { Visit } from '../../server/ui/visit.ts'
import { createTestOrg, type TestOrg } from '../support/test-org.ts'
import { adminVisit, insertRecords } from './visits.ts'

describe('a list with a record beside it', () => {
  let org: TestOrg
  let admin: Visit
  let ids: readonly string[]

  const open = async (id?: string) => {
    const page = await splitListPage(admin, { object: 'Lead', sort: 'Name', id })
    const html = await renderPage(page.template, page.model)
    return { html, record: (page.model as { record: { id: string } | null }).record }
  }

  before(async function () {
    this.timeout(60_000)
    org = await createTestOrg()
    admin = await adminVisit(org)
    ids = await insertRecords(
      org,
      'Lead',
      ...['Alpha', 'Beta'].map(LastName => ({ LastName, Company: `${LastName} Works` })),
    )
  })
  after(() => org?.dispose())

  it('shows the first record when none is named', async () => {
    const { record, html } = await open()
    expect(record?.id).to.equal(ids[0])
    expect(html).to.include('Beta Works').and.include('<h1>Alpha</h1>')
  })

  it('shows the record of its address, with links to pages of their own for who has no script', async () => {
    const { record, html } = await open(ids[1])
    expect(record?.id).to.equal(ids[1])
    expect(html).to.include(`href="/lightning/r/Lead/${ids[0]}/view" data-split-record=`)
    // Fields that are changed lead back to it.
    expect(html).to.include(
      encodeURIComponent(`/lightning/o/Lead/split?filterName=AllLeads&sort=Name&id=${ids[1]}`),
    )
  })

  it('says of a record that may not be seen what it says of one that is not there', async () => {
    const code = await open('00Q000000000000AAA').catch(error => error.code)
    expect(code).to.equal('NOT_FOUND')
  })

  it('is empty where the list is', async () => {
    const page = await splitListPage(admin, { object: 'Lead', q: 'nobody' })
    expect(await renderPage(page.template, page.model)).to.include('No Leads in this list')
  })
})
