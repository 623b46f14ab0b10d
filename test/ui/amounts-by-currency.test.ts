import { expect } from 'chai'
import { boardPage } from '../../server/ui/pages/board.ts'
import { listPage } from '../../server/ui/pages/list.ts'
import { pipelinePage } from '../../server/ui/pages/pipeline.ts'
import { recordPage } from '../../server/ui/pages/record.ts'
import { renderPage } from '../../server/ui/render.ts'
import type { Page, Visit } from '../../server/ui/visit.ts'
import { createTestOrg, metadataFiles, sourceFiles, type TestOrg } from '../support/test-org.ts'
import { adminVisit, insertRecords, visitAs } from './visits.ts'

const picklist = (label: string, ...values: readonly string[]): object => ({
  label,
  type: 'Picklist',
  valueSet: { valueSetDefinition: { value: values.map(fullName => ({ fullName })) } },
})
const board = (label: string, groupBy: string, filter?: object): object => ({
  ...{ label, filterScope: 'Everything', columns: ['Name', 'price__c'] },
  kanban: { groupBy, summarize: 'price__c' },
  ...(filter && { filter }),
})
const DEAL = 'objects/deal__c'
const NAME = { label: 'Name', type: 'Text' }
const readable = (...fields: readonly string[]): object => ({
  label: 'Deals',
  objectPermissions: [{ object: 'deal__c', allowRead: true, viewAllRecords: true }],
  fieldPermissions: fields.map(field => ({ field: `deal__c.${field}`, readable: true, editable: false })),
})

const FILES = sourceFiles(
  {
    [`${DEAL}/object.json`]: { label: 'Deal', pluralLabel: 'Deals', nameField: NAME },
    [`${DEAL}/fields/stage__c.json`]: picklist('Stage', 'Open', 'Won', 'Lost'),
    [`${DEAL}/fields/money__c.json`]: picklist('Money', 'GEL', 'EUR'),
    [`${DEAL}/fields/price__c.json`]: { label: 'Price', type: 'Currency', currencyField: 'MONEY__c' },
    [`${DEAL}/list-views/By_Stage.json`]: board('By Stage', 'stage__c'),
    [`${DEAL}/list-views/By_Money.json`]: board('By Money', 'money__c'),
    [`${DEAL}/list-views/In_Euros.json`]: board('In Euros', 'stage__c', {
      '==': [{ var: 'money__c' }, 'EUR'],
    }),
    'objects/part__c/object.json': { label: 'Part', pluralLabel: 'Parts', nameField: NAME },
    'objects/part__c/fields/deal__c.json': { label: 'Deal', type: 'Lookup', referenceTo: 'deal__c' },
    'objects/part__c/fields/kind__c.json': picklist('Kind', 'A'),
    'objects/part__c/list-views/All.json': {
      ...{ label: 'All', filterScope: 'Everything', columns: ['Name', 'deal__r.price__c'] },
      kanban: { groupBy: 'kind__c' },
    },
    'profiles/Trader.json': { ...readable('stage__c', 'money__c', 'price__c'), label: 'Trader' },
    'profiles/Blind.json': { ...readable('stage__c', 'price__c'), label: 'Blind' },
  },
  'acme',
  ['standard'],
)

interface Board {
  readonly lanes: readonly { label: string; count: string; sums: readonly string[] }[]
}

interface Pipeline {
  readonly pipeline: {
    readonly stages: readonly { label: string; count: number; sums: readonly string[] }[]
    readonly amountLabel: string
    readonly sums: readonly string[]
  }
}

describe('amounts of several currencies', () => {
  let org: TestOrg
  let admin: Visit
  let ids: readonly string[]

  before(async function () {
    this.timeout(60_000)
    org = await createTestOrg([...(await metadataFiles()), ...FILES])
    admin = await adminVisit(org)
    ids = await insertRecords(
      org,
      'deal__c',
      { Name: 'a', stage__c: 'Open', money__c: 'GEL', price__c: '1000' },
      { Name: 'b', stage__c: 'Open', money__c: 'GEL', price__c: '200.10' },
      { Name: 'c', stage__c: 'Open', money__c: 'EUR', price__c: '300' },
      { Name: 'd', stage__c: 'Open', price__c: '5000' },
      { Name: 'e', stage__c: 'Won', money__c: 'EUR', price__c: '70' },
      { Name: 'f', stage__c: 'Won', money__c: 'GEL' },
      { Name: 'g', stage__c: 'Lost', money__c: 'GEL' },
    )
    const [first, , third] = ids
    await insertRecords(
      org,
      'part__c',
      { Name: 'p', kind__c: 'A', deal__c: first },
      { Name: 'q', kind__c: 'A', deal__c: third },
    )
  })
  after(() => org?.dispose())

  const plain = (text: string): string => text.replaceAll('\u00a0', ' ')
  const joined = (texts: readonly string[]): string => plain(texts.join(' · '))
  const lanes = async (filterName: string, visit = admin, object = 'deal__c') =>
    ((await boardPage(visit, { object, filterName })).model as Board).lanes
  const sums = async (filterName: string, visit = admin, object = 'deal__c') =>
    (await lanes(filterName, visit, object)).map(({ label, count, sums }) => [label, count, joined(sums)])
  const pipeline = async (filterName: string, visit = admin) =>
    ((await pipelinePage(visit, { object: 'deal__c', filterName })).model as Pipeline).pipeline
  const drawn = async (page: Promise<Page>): Promise<string> => {
    const { template, model } = await page
    return plain(await renderPage(template, model))
  }

  it('have a sum for each currency on a board, the largest first, and one for what has none', async () => {
    expect(await sums('By_Stage')).to.deep.equal([
      ['Open', '4', 'GEL 1,200.10 · €300.00 · 5,000.00 without a currency'],
      ['Won', '2', '€70.00'],
      ['Lost', '1', ''],
    ])
    expect(await sums('By_Money'), 'by the currency itself').to.deep.equal([
      ['GEL', '4', 'GEL 1,200.10'],
      ['EUR', '2', '€370.00'],
    ])
    expect(await sums('All', admin, 'part__c'), 'of the records looked up').to.deep.equal([
      ['A', '2', 'GEL 1,000.00 · €300.00'],
    ])
  })

  it('are summed up by one statement, however many currencies there are', async () => {
    await lanes('By_Stage')
    const { statements } = await org.countStatements(() => lanes('By_Stage'))
    expect(statements.filter(text => /sum\(/i.test(text))).to.have.length(1)
  })

  it('have a sum for each currency in the table of a pipeline', async () => {
    const { stages, sums } = await pipeline('By_Stage')
    expect(stages.map(({ label, count, sums }) => [label, count, joined(sums)])).to.deep.equal([
      ['Open', 4, 'GEL 1,200.10 · €300.00 · 5,000.00 without a currency'],
      ['Won', 2, '€70.00'],
      ['Lost', 1, '0.00'],
    ])
    expect(joined(sums)).to.equal('GEL 1,200.10 · €370.00 · 5,000.00 without a currency')
  })

  it('are drawn in the picture where they are of one currency; else it counts records', async () => {
    expect(await drawn(pipelinePage(admin, { object: 'deal__c', filterName: 'By_Stage' }))).to.include(
      'Deals by Stage',
    )
    const euros = await drawn(pipelinePage(admin, { object: 'deal__c', filterName: 'In_Euros' }))
    expect(euros).to.include('Price by Stage').and.include('>€300<')
  })

  it('are written with their currency in lists and on records, without another statement', async () => {
    const { template, model } = await listPage(admin, { object: 'deal__c', filterName: 'By_Stage' })
    const list = plain(await renderPage(template, model))
    for (const text of ['GEL 1,000.00', '€300.00', '5,000.00']) expect(list).to.include(text)
    const [first = '', , , fourth = ''] = ids
    expect(await drawn(recordPage(admin, { object: 'deal__c', id: first }))).to.include('GEL 1,000.00')
    expect(await drawn(recordPage(admin, { object: 'deal__c', id: fourth }))).not.to.match(/GEL|€/)
    expect(await drawn(listPage(admin, { object: 'part__c', filterName: 'All' }))).to.include('€300.00')
  })

  it('are plain and have no sum for whom may not see the currency', async () => {
    const blind = await visitAs(org, 'Blind')
    expect(await sums('By_Stage', blind)).to.deep.equal([
      ['Open', '4', ''],
      ['Won', '2', ''],
      ['Lost', '1', ''],
    ])
    const { amountLabel, stages, sums: all } = await pipeline('By_Stage', blind)
    expect([amountLabel, ...stages.flatMap(({ sums }) => sums), ...all].join('')).to.equal('')
    const list = await drawn(listPage(blind, { object: 'deal__c', filterName: 'By_Stage' }))
    expect(list).to.include('1,000.00').and.not.match(/GEL|€/)
    const trader = await visitAs(org, 'Trader')
    expect((await sums('By_Stage', trader))[1]).to.deep.equal(['Won', '2', '€70.00'])
  })
})
