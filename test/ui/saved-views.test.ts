import { expect } from 'chai'
import type { ObjectModel } from '../../server/metadata/org-model.ts'
import { noHooks } from '../../server/records/hooks.ts'
import { findSavedViews } from '../../server/records/saved-views.ts'
import { write } from '../../server/records/write.ts'
import { boardPage } from '../../server/ui/pages/board.ts'
import { listPage } from '../../server/ui/pages/list.ts'
import {
  deleteSavedView,
  deleteViewPage,
  pinList,
  savedViewPage,
  saveSavedView,
} from '../../server/ui/pages/saved-view.ts'
import { renderPage } from '../../server/ui/render.ts'
import type { Page, Visit } from '../../server/ui/visit.ts'
import { createTestOrg, type TestOrg } from '../support/test-org.ts'
import { adminVisit, visitAs } from './visits.ts'

const html = ({ template, model }: Page): Promise<string> => renderPage(template, model)

interface Shown {
  readonly title: string
  readonly columns: readonly { readonly label: string }[]
  readonly rows: readonly { readonly name: string }[]
}

describe('saved views', () => {
  let org: TestOrg
  let admin: Visit

  const save = async (
    visit: Visit,
    body: Readonly<Record<string, string | readonly string[]>>,
    object = 'Lead',
  ) => {
    const saved = await saveSavedView(visit, object, body)
    if ('page' in saved) throw new Error(await html(saved.page))
    return new URLSearchParams(saved.address.split('?')[1]).get('filterName') as string
  }
  const shown = async (visit: Visit, filterName?: string, more: object = {}): Promise<Shown> => {
    const { model } = await listPage(visit, { object: 'Lead', filterName, ...more })
    const { head, rows } = model as { head: Shown; rows: Shown['rows'] }
    return { ...head, rows }
  }
  const orderOf = ({ session }: Visit): ObjectModel => session.org.model.objects.get('order') as ObjectModel
  const namesOf = ({ rows }: Shown) => rows.map(({ name }) => name)
  const VIEW = {
    label: 'Mine',
    column: ['LastName', 'Company'],
    filter: ['Company'],
    operator: ['='],
    value: ['North'],
  }

  before(async function () {
    this.timeout(60_000)
    org = await createTestOrg()
    admin = await adminVisit(org)
    const records = [
      { LastName: 'Alpha', Company: 'North', AnnualRevenue: 5 },
      { LastName: 'Beta', Company: 'North', AnnualRevenue: 50 },
      { LastName: 'Gamma', Company: 'South', AnnualRevenue: 500 },
    ]
    const results = await write(
      org.session,
      { object: 'Lead', operation: 'insert', records, allOrNone: true },
      noHooks,
    )
    expect(results.flatMap(({ errors }) => errors)).to.deep.equal([])
  })
  after(() => org?.dispose())

  it('have the columns, the conditions and the order that were chosen; a search is inside them', async () => {
    const id = await save(admin, { ...VIEW, sort: 'LastName', descending: '1' })
    const list = await shown(admin, id)
    expect(list.title).to.equal('Mine')
    expect(list.columns.map(({ label }) => label)).to.deep.equal(['Last Name', 'Company'])
    expect(namesOf(list)).to.deep.equal(['Beta', 'Alpha'])
    expect(namesOf(await shown(admin, id, { q: 'a' }))).to.deep.equal(['Beta', 'Alpha'])
    expect(namesOf(await shown(admin, id, { q: 'Gamma' }))).to.deep.equal([])
  })

  for (const [operator, value, names] of [
    ['>=', '50', ['Beta', 'Gamma']],
    ['<', '50', ['Alpha']],
    ['!=', '5', ['Beta', 'Gamma']],
    ['=', '', []],
  ] as const) {
    it(`find records whose amount is ${operator} ${value || 'blank'}`, async () => {
      const filter = { filter: ['AnnualRevenue'], operator: [operator], value: [value] }
      const id = await save(admin, { label: 'Amounts', column: ['LastName'], sort: 'LastName', ...filter })
      expect(namesOf(await shown(admin, id))).to.deep.equal(names)
    })
  }

  describe('of people who read another language', () => {
    let reader: Visit
    before(async () => {
      reader = await visitAs(org, 'Operations', { LocaleSidKey: 'de_DE', LanguageLocaleKey: 'de' })
    })

    for (const [filter, typed, kept] of [
      ['Status', 'wartet auf Angebote', 'AWAITING PROPOSALS'],
      ['Status', 'AWAITING PROPOSALS', 'AWAITING PROPOSALS'],
      ['expected_amount__c', '1.000,5', '1000.5'],
      ['EffectiveDate', '24.12.2026', '2026-12-24'],
      ['EffectiveDate', '2026-12-24', '2026-12-24'],
    ] as const) {
      it(`take "${typed}" as it is written there, and show it so again`, async () => {
        const view = { label: 'Meine', column: ['OrderNumber'], operator: ['='], filter: [filter] }
        const id = await save(reader, { ...view, value: [typed] }, 'Order')
        const { views } = await findSavedViews(reader.session, orderOf(reader))
        expect(views.find(one => one.id === id)?.filters).to.deep.equal([
          { path: filter, operator: '=', text: kept },
        ])
        const shown = { Status: 'WARTET AUF ANGEBOTE', expected_amount__c: '1000,50' }
        const { [filter as 'Status']: text = '24.12.2026' } = shown
        expect(await html(await savedViewPage(reader, 'Order', id))).to.include(`value="${text}"`)
      })
    }

    it('say which condition cannot be asked, and keep what was typed', async () => {
      const body = {
        ...{ label: 'Meine', column: ['OrderNumber'], operator: ['=', '='] },
        ...{ filter: ['Status', 'EffectiveDate'], value: ['STORNIERT', 'gestern'] },
      }
      const saved = await saveSavedView(reader, 'Order', body)
      if (!('page' in saved)) throw new Error(`It was saved: ${saved.address}`)
      const page = await html(saved.page)
      expect(page).to.include('„Auftragsbeginn“').and.include('value="STORNIERT"')
      expect(page).to.match(/value="gestern"[^>]*aria-invalid="true"/)
    })
  })

  it('are of whoever saved them, until they are shared by somebody who may', async () => {
    const sales = await visitAs(org, 'Sales')
    const id = await save(admin, VIEW)
    expect((await shown(sales, id)).title).not.to.equal('Mine')
    await save(admin, { ...VIEW, id, sharedWith: 'everybody' })
    expect((await shown(sales, id)).title).to.equal('Mine')
    const codeOf = (asked: Promise<unknown>) => asked.then(String, error => error.code)
    expect(await codeOf(saveSavedView(sales, 'Lead', { ...VIEW, sharedWith: 'everybody' }))).to.equal(
      'INSUFFICIENT_ACCESS_OR_READONLY',
    )
    expect(await codeOf(saveSavedView(sales, 'Lead', { ...VIEW, id }))).to.equal('NOT_FOUND')
    expect(await codeOf(deleteViewPage(sales, 'Lead', id))).to.equal('NOT_FOUND')
    expect(await codeOf(deleteSavedView(sales, 'Lead', { id }))).to.equal('NOT_FOUND')
    const question = await html(await deleteViewPage(admin, 'Lead', id))
    expect(question).to.include('Delete Mine?').and.include(`name="id" value="${id}"`)
    expect((await shown(admin, id)).title).to.equal('Mine')
    await deleteSavedView(admin, 'Lead', { id })
    expect((await shown(admin, id)).title).not.to.equal('Mine')
  })

  it('leave out what is not there, and what is hidden from whoever looks', async () => {
    const id = await save(admin, { ...VIEW, column: ['LastName', 'Gone__c', 'Company'], sort: 'Gone__c' })
    expect((await shown(admin, id)).columns).to.have.lengthOf(2)
    const hidden = { label: 'Bids', column: ['Name', 'proposal__c'], sharedWith: 'everybody' }
    const bids = await save(admin, hidden, 'Order')
    const reader = await visitAs(org, 'Sales')
    const page = await html(await savedViewPage(reader, 'Order', bids))
    const may = reader.session.access.field(
      org.org.model.objects.get('order')?.fields.get('proposal__c') as never,
      'read',
    )
    expect(page.includes('proposal__c')).to.equal(may)
  })

  it('are boards, too, of the same records', async () => {
    const id = await save(admin, VIEW)
    const { model } = await boardPage(admin, { object: 'Lead', filterName: id, by: 'Status' })
    const { title, lanes } = model as {
      title: string
      lanes: readonly { count: string; cards: readonly object[] }[]
    }
    expect(title).to.equal('Mine')
    expect(lanes.map(({ cards }) => cards.length).reduce((sum, count) => sum + count)).to.equal(2)
    expect(lanes.map(({ count }) => Number(count)).reduce((sum, count) => sum + count)).to.equal(2)
  })

  it('open first where they are pinned, for one user alone', async () => {
    const sales = await visitAs(org, 'Sales')
    const id = await save(sales, VIEW)
    await pinList(sales, 'Lead', { filterName: id })
    expect((await shown(sales)).title).to.equal('Mine')
    expect((await shown(admin)).title).not.to.equal('Mine')
    await pinList(sales, 'Lead', { filterName: id, unpin: '1' })
    expect((await shown(sales)).title).not.to.equal('Mine')
  })

  it('are not saved with what cannot be asked, and keep what was typed', async () => {
    for (const [body, told] of [
      [{ ...VIEW, label: ' ' }, 'Give the view a name'],
      [{ ...VIEW, column: [''] }, 'Choose a column'],
      [{ ...VIEW, filter: ['AnnualRevenue'], value: ['many'] }, 'cannot be asked so'],
      [{ ...VIEW, filter: ['Gone__c'] }, 'cannot be asked so'],
    ] as const) {
      const saved = await saveSavedView(admin, 'Lead', body)
      if (!('page' in saved)) throw new Error('It was saved.')
      expect(saved.page.status).to.equal(422)
      expect(await html(saved.page)).to.include(told)
    }
  })
})
