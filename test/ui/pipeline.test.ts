import { expect } from 'chai'
import type { ObjectModel } from '../../server/metadata/org-model.ts'
import { noHooks } from '../../server/records/hooks.ts'
import { countRecords } from '../../server/records/read-page.ts'
import { write } from '../../server/records/write.ts'
import { drawBars } from '../../server/ui/bar-chart.ts'
import { homePage } from '../../server/ui/pages/home.ts'
import { listPage } from '../../server/ui/pages/list.ts'
import { pipelinePage } from '../../server/ui/pages/pipeline.ts'
import { saveSavedView } from '../../server/ui/pages/saved-view.ts'
import { renderPage } from '../../server/ui/render.ts'
import { readSelection } from '../../server/ui/selection.ts'
import type { Page, Visit } from '../../server/ui/visit.ts'
import { createTestOrg, metadataFiles, sourceFiles, type TestOrg } from '../support/test-org.ts'
import { adminVisit, visitAs } from './visits.ts'

const SIZES = ['S', 'M', 'L'].map(fullName => ({ fullName, label: `Size ${fullName}` }))

/** A pipeline of an object that nobody has thought of: only metadata says so. */
const PARCELS = sourceFiles(
  {
    'objects/parcel__c/object.json': {
      label: 'Parcel',
      pluralLabel: 'Parcels',
      nameField: { label: 'Name', type: 'Text' },
    },
    'objects/parcel__c/fields/size__c.json': {
      label: 'Size',
      type: 'Picklist',
      valueSet: { restricted: true, valueSetDefinition: { value: SIZES } },
    },
    'objects/parcel__c/fields/weight__c.json': { label: 'Weight', type: 'Number', precision: 10, scale: 2 },
    'objects/parcel__c/list-views/By_Size.json': {
      label: 'By Size',
      filterScope: 'Everything',
      columns: ['Name', 'size__c', 'weight__c'],
      kanban: { groupBy: 'size__c', summarize: 'weight__c' },
    },
    'objects/parcel__c/list-views/Counted.json': {
      label: 'Counted',
      filterScope: 'Everything',
      columns: ['Name', 'size__c'],
      filter: { '!=': [{ var: 'size__c' }, 'S'] },
      kanban: { groupBy: 'size__c' },
    },
  },
  'acme',
  ['standard'],
)

interface Shown {
  readonly stages: readonly {
    label: string
    count: number
    sums: readonly string[]
    oldest: number
    old: number
    address: string
  }[]
  readonly count: number
  readonly sums: readonly string[]
  readonly wide: string
}

describe('a pipeline', () => {
  let org: TestOrg
  let admin: Visit

  before(async function () {
    this.timeout(60_000)
    org = await createTestOrg([...(await metadataFiles()), ...PARCELS])
    admin = await adminVisit(org)
    const records = [
      { Name: 'a', size__c: 'M', weight__c: '1000.10' },
      { Name: 'b', size__c: 'M', weight__c: '0.20' },
      { Name: 'c', size__c: 'S', weight__c: '5' },
      { Name: 'd', weight__c: '7' },
      { Name: 'e', size__c: 'L' },
    ]
    const results = await write(
      org.session,
      { object: 'parcel__c', operation: 'insert', records, allOrNone: true },
      noHooks,
    )
    expect(results.flatMap(({ errors }) => errors)).to.deep.equal([])
    const old = `UPDATE "${org.org.schema}"."parcel__c" SET "createddate" = now() - interval '45 days' WHERE "name" = 'a'`
    await org.org.database.run({ text: old, values: [] })
  })
  after(() => org?.dispose())

  const shown = ({ model }: Page): Shown => (model as { pipeline: Shown }).pipeline
  const pipeline = async (filterName: string, visit = admin) =>
    shown(await pipelinePage(visit, { object: 'parcel__c', filterName }))

  it('has the records of a list view by its picklist: how many, how much, how old', async () => {
    const { stages, count, sums } = await pipeline('By_Size')
    expect(
      stages.map(({ label, count, sums, oldest, old }) => [label, count, ...sums, oldest, old]),
    ).to.deep.equal([
      ['Size S', 1, '5.00', 0, 0],
      ['Size M', 2, '1,000.30', 45, 1],
      ['Size L', 1, '0.00', 0, 0],
      ['–', 1, '7.00', 0, 0],
    ])
    expect([count, ...sums]).to.deep.equal([5, '1,012.30'])
  })

  it('has the records of a view that somebody has saved, and sums up what the list sums up that it was made of', async () => {
    const saved = await saveSavedView(admin, 'parcel__c', {
      ...{ label: 'Heavy', base: 'By_Size', column: ['Name'] },
      ...{ filter: ['weight__c'], operator: ['>'], value: ['1'] },
    })
    const address = 'address' in saved ? saved.address : ''
    const filterName = new URLSearchParams(address.split('?')[1]).get('filterName') ?? ''
    const page = await pipelinePage(admin, { object: 'parcel__c', filterName })
    const { stages, sums } = shown(page)
    expect(stages.map(({ label, count, sums, old }) => [label, count, ...sums, old])).to.deep.equal([
      ['Size S', 1, '5.00', 0],
      ['Size M', 1, '1,000.10', 1],
      ['–', 1, '7.00', 0],
    ])
    expect(sums).to.deep.equal(['1,012.10'])
    expect(page.model).to.have.property('title', 'Heavy')
    const { views } = page.model as { views: readonly { label: string }[] }
    expect(views.map(({ label }) => label)).to.include('Heavy')
    const heavy = await listPage(admin, { object: 'parcel__c', filterName, by: 'size__c', value: 'M' })
    expect((heavy.model as { count: number }).count).to.equal(1)
  })

  it('only counts where nothing is summed up, and holds to the filter of its list', async () => {
    const { stages, sums } = await pipeline('Counted')
    expect(stages.map(({ label, count, sums }) => [label, count, ...sums])).to.deep.include(['Size M', 2])
    expect(stages.map(({ label }) => label)).not.to.include('Size S')
    expect(sums).to.deep.equal([])
  })

  it('leads to the list with only those records', async () => {
    const { stages } = await pipeline('By_Size')
    for (const { address, label, count } of stages) {
      const { searchParams } = new URL(address, 'http://localhost')
      const page = await listPage(admin, { object: 'parcel__c', ...Object.fromEntries(searchParams) })
      expect((page.model as { count: number }).count, label).to.equal(count)
      expect(await renderPage(page.template, page.model)).to.include(`Only Size: ${label}`)
    }
    const parcels = admin.session.org.model.objects.get('parcel__c') as ObjectModel
    const all = { all: '1', filterName: 'By_Size', by: 'size__c', value: 'M' }
    const chosen = await readSelection(admin, parcels, all)
    expect(await countRecords(admin.session, chosen.query, 100), 'to be changed at once').to.equal(2)
    const unknown = await listPage(admin, { object: 'parcel__c', by: 'nothing__c', value: 'M' })
    expect((unknown.model as { count: number }).count).to.equal(5)
  })

  it('is not there without such a list view, and for whom may not see the picklist', async () => {
    const missing = (visit: Visit, object: string) =>
      pipelinePage(visit, { object }).then(
        () => 'shown',
        error => error.status,
      )
    expect(await missing(admin, 'Contact')).to.equal(404)
    expect(await missing(await visitAs(org, 'Read_Only'), 'parcel__c')).to.equal(404)
  })

  it('stands on the home page of those who have its tab', async () => {
    const visit = await visitAs(org, 'Operations')
    const account = { Name: 'Buyer' }
    const [buyer] = await write(
      org.session,
      { object: 'Account', operation: 'insert', records: [account], allOrNone: true },
      noHooks,
    )
    const order = { AccountId: buyer?.id, EffectiveDate: '2099-01-01', expected_amount__c: '1250.5' }
    const [saved] = await write(
      org.session,
      { object: 'Order', operation: 'insert', records: [order], allOrNone: true },
      noHooks,
    )
    expect(saved?.errors).to.deep.equal([])
    const { template, model } = await homePage(visit)
    expect(await renderPage(template, model))
      .to.include('/lightning/o/Order/pipeline')
      .and.include('1,250.50')
  })

  it('is drawn without styles or scripts of its own, and with labels as text', async () => {
    const svg = await drawBars([{ label: '"><script>alert(1)</script>', value: 3, text: '<b>3' }], 400)
    expect(svg)
      .to.match(/^<svg /)
      .and.include('var(--accent)')
      .and.include('&lt;b&gt;3')
    expect(svg).not.to.match(/style|<script|<b>|class=|ecmeta/)
  })
})
