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
    if (!('page' in outcome)) throw new Error('It was saved.')
    expect(outcome.page.status).to.equal(422)
    expect((await stored())[0]).to.deep.equal(['A', 'Theirs', '1'])
  })

  it('that both have changed hold what was typed, and what is stored stands beside it; then it can be saved', async () => {
    const body = await typed([{ Company: 'Mine', AnnualRevenue: '2' }])
    const theirs = { Id: ids[0], Company: 'Theirs', LastName: 'A of theirs' }
    await write(
      org.session,
      { object: 'Lead', operation: 'update', records: [theirs], allOrNone: true },
      noHooks,
    )
    const outcome = await saveList(admin, request(), body, noHooks)
    if (!('page' in outcome)) throw new Error('It was saved.')
    const page = await html(outcome.page)
    expect(page).to.include('value="Mine"').and.include(`id="cell-${ids[0]}-Company-stored"`)
    expect(page).to.include('value="A of theirs"').and.not.include(`id="cell-${ids[0]}-LastName-stored"`)
    expect(page).to.include('Somebody else has saved this record meanwhile')
    const { rows } = outcome.page.model as EditedRows
    const again = {
      ...body,
      [`${ids[0]}._opened`]: rows[0]?.opened,
      [`${ids[0]}._version`]: rows[0]?.version,
    }
    const saved = await saveList(
      admin,
      request(),
      { ...again, [`${ids[0]}.LastName`]: 'A of theirs' },
      noHooks,
    )
    expect(saved).to.have.nested.property('notice.what', '1')
    expect((await stored())[0]).to.deep.equal(['A of theirs', 'Mine', '2'])
  })

  it('are changed one by one, too, and nothing else of the record is', async () => {
    const one = { ...request(), id: ids[1], field: 'Company' }
    const page = await editListPage(admin, one)
    const { rows, action } = page.model as EditedRows & { readonly action: string }
    expect(rows.map(({ id }) => id)).to.deep.equal([ids[1]])
    expect(action).to.include('field=Company')
    expect(await html(page))
      .to.include(`name="${ids[1]}.Company"`)
      .and.not.include(`${ids[1]}.LastName"`)
    const [row] = rows
    const body = { id: ids[1], [`${ids[1]}._opened`]: row?.opened, [`${ids[1]}._version`]: row?.version }
    const sent = { ...body, [`${ids[1]}.Company`]: 'East', [`${ids[1]}.LastName`]: 'Nobody' }
    const outcome = await saveList(admin, one, sent, noHooks)
    expect(outcome).to.have.property('address', `/lightning/o/Lead/list?filterName=${filterName}`)
    expect((await stored())[1]).to.deep.equal(['B', 'East', '1'])
  })

  it('of a list that is gone meanwhile are not saved as those of another one: nothing typed is lost', async () => {
    const body = await typed([{ AnnualRevenue: '7' }])
    const outcome = saveList(admin, { ...request(), filterName: 'Nope' }, body, noHooks)
    expect(await outcome.catch(({ message }: Error) => message)).to.equal(
      'The list is not there any more, or not shared with you.',
    )
    expect((await stored())[0]).to.deep.equal(['A', 'North', '1'])
  })

  it('are for those who may change records, and nobody else is offered it', async () => {
    const reader = await visitAs(org, 'Read_Only')
    const code = await editListPage(reader, { object: 'Lead' }).catch(error => error.code)
    expect(code).to.equal('INSUFFICIENT_ACCESS_OR_READONLY')
    expect(await html(await listPage(reader, { object: 'Lead' }))).not.to.include('edit-list')
    expect(await html(await listPage(admin, { object: 'Lead' }))).to.include('edit-list')
  })
})
