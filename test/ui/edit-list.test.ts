import { expect } from 'chai'
import { noHooks } from '../../server/records/hooks.ts'
import { readRecords } from '../../server/records/read-records.ts'
import { write } from '../../server/records/write.ts'
import { editListPage, saveList } from '../../server/ui/pages/edit-list.ts'
import { listPage } from '../../server/ui/pages/list.ts'
import { saveSavedView } from '../../server/ui/pages/saved-view.ts'
import { renderPage } from '../../server/ui/render.ts'
import type { Page, Visit } from '../../server/ui/visit.ts'
import { createTestOrg, type TestOrg } from '../support/test-org.ts'
import { adminVisit, visitAs } from './visits.ts'

const html = ({ template, model }: Page): Promise<string> => renderPage(template, model)

interface EditedRows {
  readonly rows: readonly { readonly id: string; readonly opened: string; readonly version: string }[]
}

describe('cells of a list', () => {
  let org: TestOrg
  let admin: Visit
  let filterName: string
  let ids: readonly string[]

  const request = () => ({ object: 'Lead', filterName })
  const stored = async () => {
    const select = ['LastName', 'Company', 'AnnualRevenue'].map(path => ({ kind: 'field', path }) as const)
    const orderBy = [{ operand: { kind: 'field', path: 'LastName' }, descending: false }] as const
    const records = await readRecords(org.session, { from: 'Lead', select, orderBy, scope: 'live' })
    return records.map(({ LastName, Company, AnnualRevenue }) => [LastName, Company, AnnualRevenue])
  }
  /** What a browser sends of the form when these texts were typed into it, by row and field. */
  const typed = async (texts: readonly Readonly<Record<string, string>>[]) => {
    const { rows } = (await editListPage(admin, request())).model as EditedRows
    const body: Record<string, string | readonly string[]> = { id: rows.map(({ id }) => id) }
    for (const [index, { id, opened, version }] of rows.entries()) {
      body[`${id}._opened`] = opened
      body[`${id}._version`] = version
      const held = JSON.parse(opened) as Readonly<Record<string, readonly string[]>>
      for (const [name, value] of Object.entries(held)) body[`${id}.${name}`] = value
      for (const [name, value] of Object.entries(texts[index] ?? {})) body[`${id}.${name}`] = value
    }
    return body
  }

  before(async function () {
    this.timeout(60_000)
    org = await createTestOrg()
    admin = await adminVisit(org)
    const view = {
      label: 'Cells',
      column: ['LastName', 'Company', 'AnnualRevenue', 'CreatedDate'],
      sort: 'LastName',
    }
    const saved = await saveSavedView(admin, 'Lead', view)
    filterName =
      'address' in saved ? (new URLSearchParams(saved.address.split('?')[1]).get('filterName') ?? '') : ''
  })
  beforeEach(async () => {
    const before = await readRecords(org.session, {
      from: 'Lead',
      select: [{ kind: 'field', path: 'Id' }],
      scope: 'live',
    })
    const old = before.map(({ Id }) => ({ Id }))
    if (old.length > 0)
      await write(
        org.session,
        { object: 'Lead', operation: 'delete', records: old, allOrNone: true },
        noHooks,
      )
    const records = ['A', 'B', 'C'].map(LastName => ({ LastName, Company: 'North', AnnualRevenue: 1 }))
    const results = await write(
      org.session,
      { object: 'Lead', operation: 'insert', records, allOrNone: true },
      noHooks,
    )
    ids = results.map(({ id }) => String(id))
  })
  after(() => org?.dispose())

  it('are controls where they may be changed, and are read where not', async () => {
    const page = await html(await editListPage(admin, request()))
    expect(page).to.include(`name="${ids[0]}.Company"`).and.include(`id="cell-${ids[0]}-Company"`)
    expect(page).not.to.include('.CreatedDate"')
  })

  it('are saved together, those of many rows, and no others', async () => {
    const body = await typed([{ Company: 'East' }, {}, { Company: 'West', AnnualRevenue: '2,500' }])
    const outcome = await saveList(admin, request(), body, noHooks)
    expect(outcome).to.have.nested.property('notice.what', '2')
    expect(await stored()).to.deep.equal([
      ['A', 'East', '1'],
      ['B', 'North', '1'],
      ['C', 'West', '2500'],
    ])
  })

  it('that cannot be saved stay with what was typed and the reason beside them; the other rows are saved', async () => {
    const body = await typed([{ AnnualRevenue: 'many' }, { Company: '' }, { Company: 'West' }])
    const outcome = await saveList(admin, request(), body, noHooks)
    if (!('page' in outcome)) throw new Error('All of it was saved.')
    expect(outcome.page.status).to.equal(422)
    const page = await html(outcome.page)
    expect(page).to.include('value="many"').and.include(`id="cell-${ids[0]}-AnnualRevenue-problem"`)
    expect(page).to.include(`id="cell-${ids[1]}-Company-problem"`).and.not.include(`${ids[2]}.Company`)
    expect((await stored()).map(([, company]) => company)).to.deep.equal(['North', 'North', 'West'])
  })

  it('that somebody else has saved meanwhile are not overwritten', async () => {
    const body = await typed([{ Company: 'Mine' }])
    const theirs = { Id: ids[0], Company: 'Theirs' }
    await write(
      org.session,
      { object: 'Lead', operation: 'update', records: [theirs], allOrNone: true },
      noHooks,
    )
    const outcome = await saveList(admin, request(), body, noHooks)
    expect(outcome).to.have.nested.property('page.status', 422)
    expect((await stored())[0]).to.deep.equal(['A', 'Theirs', '1'])
  })

  it('are for those who may change records, and nobody else is offered it', async () => {
    const reader = await visitAs(org, 'Read_Only')
    const code = await editListPage(reader, { object: 'Lead' }).catch(error => error.code)
    expect(code).to.equal('INSUFFICIENT_ACCESS_OR_READONLY')
    expect(await html(await listPage(reader, { object: 'Lead' }))).not.to.include('edit-list')
    expect(await html(await listPage(admin, { object: 'Lead' }))).to.include('edit-list')
  })
})
