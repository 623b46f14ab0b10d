import { expect } from 'chai'
import { quoteTable } from '../../server/storage/sql/names.ts'
import { editRecordPage } from '../../server/ui/pages/edit-record.ts'
import { recordPage } from '../../server/ui/pages/record.ts'
import type { PathView } from '../../server/ui/path.ts'
import { renderPage } from '../../server/ui/render.ts'
import type { Page, Visit } from '../../server/ui/visit.ts'
import { createTestOrg, metadataFiles, sourceFiles, type TestOrg } from '../support/test-org.ts'
import { adminVisit, insertRecords, visitAs } from './visits.ts'

const html = ({ template, model }: Page): Promise<string> => renderPage(template, model)

/** An object on whose records a trigger writes before their rules are asked. */
const PARCELS = {
  'objects/parcel__c/object.json': {
    label: 'Parcel',
    pluralLabel: 'Parcels',
    nameField: { label: 'Parcel Name', type: 'Text' },
  },
  'objects/parcel__c/fields/status__c.json': {
    label: 'Status',
    type: 'Picklist',
    valueSet: {
      restricted: true,
      valueSetDefinition: { value: ['Packed', 'Sent', 'Lost'].map(fullName => ({ fullName })) },
    },
  },
  'objects/parcel__c/fields/weight__c.json': { label: 'Weight', type: 'Number', precision: 8, scale: 2 },
  'objects/parcel__c/validation-rules/Weighed.json': {
    errorConditionFormula: 'AND(ISPICKVAL(status__c, "Sent"), ISBLANK(weight__c))',
    errorMessage: 'Weigh it.',
  },
  'objects/parcel__c/validation-rules/Not_lost.json': {
    errorConditionFormula: 'ISPICKVAL(status__c, "Lost")',
    errorMessage: 'Nothing gets lost.',
  },
  'path-assistants/Parcels.json': {
    masterLabel: 'Parcels',
    entityName: 'parcel__c',
    fieldName: 'status__c',
    pathAssistantSteps: [],
  },
}
const WEIGH = `import { Decimal, trigger } from 'atelier'
export default trigger('parcel__c', ['before update'], async ({ new: parcels }) => {
  for (const parcel of parcels) parcel.weight__c ??= new Decimal(1)
})
`

describe('the path of a record', () => {
  let org: TestOrg
  let admin: Visit
  let account: string

  const order = async (Status: string, more: object = {}) => {
    const [id = ''] = await insertRecords(org, 'Order', {
      ...{ AccountId: account, EffectiveDate: '2099-01-01', ...more },
    })
    const text = `UPDATE ${quoteTable(org.org.schema, 'order')} SET status = $1 WHERE id = $2`
    await org.org.database.run({ text, values: [Status, id] })
    return id
  }
  const pathOf = async (visit: Visit, id: string, object = 'Order') =>
    ((await recordPage(visit, { object, id })).model as { path: PathView }).path

  before(async function () {
    this.timeout(60_000)
    const own = sourceFiles({ ...PARCELS, 'hooks/Weigh.ts': WEIGH }, 'acme', ['standard'])
    org = await createTestOrg([...(await metadataFiles()), ...own])
    admin = await adminVisit(org)
    ;[account = ''] = await insertRecords(org, 'Account', { Name: 'Kestrel' })
  })
  after(() => org?.dispose())

  const CASES: readonly {
    readonly given: string
    readonly date?: string
    readonly links: readonly string[]
    readonly next: string
    readonly others: readonly string[]
    readonly refused: readonly string[]
  }[] = [
    {
      given: 'PENDING VALIDATION',
      links: ['AWAITING PROPOSALS'],
      next: 'AWAITING PROPOSALS',
      others: ['CANCELLED'],
      refused: [],
    },
    {
      given: 'PENDING VALIDATION',
      date: '2020-01-01',
      links: [],
      next: '',
      others: ['CANCELLED'],
      refused: ['AWAITING PROPOSALS'],
    },
    {
      given: 'AWAITING PROPOSALS',
      links: [],
      next: '',
      others: ['CANCELLED NO PROPOSALS', 'CANCELLED'],
      refused: ['MANUFACTURER SELECTED'],
    },
    {
      given: 'DESIGN VALIDATION',
      links: ['ENGINEERING VALIDATION', 'PRODUCTION VALIDATION'],
      next: 'PRODUCTION VALIDATION',
      others: ['CANCELLED'],
      refused: [],
    },
    {
      given: 'CANCELLED NO PROPOSALS',
      links: ['PENDING VALIDATION'],
      next: 'PENDING VALIDATION',
      others: [],
      refused: [],
    },
    { given: 'CLOSED', links: [], next: '', others: [], refused: [] },
  ]
  for (const { given, date, links, next, others, refused } of CASES) {
    it(`leads from ${given}${date ? ' with a date that has passed' : ''} where the rules let it`, async () => {
      const path = await pathOf(admin, await order(given, date ? { EffectiveDate: date } : {}))
      const labels = (of: readonly { readonly label: string; readonly address: string }[]) =>
        of.filter(({ address }) => address !== '').map(({ label }) => label)
      expect(labels(path.way.steps)).to.deep.equal(links)
      expect(path.way.next.label).to.equal(next)
      expect(labels(path.way.others)).to.deep.equal(others)
      expect(path.refused.map(one => one.labels)).to.deep.equal(refused)
      expect(path.isFinal).to.equal(given === 'CLOSED')
    })
  }

  it('says what has to be done before a step is open', async () => {
    const page = await html(
      await recordPage(admin, { object: 'Order', id: await order('AWAITING PROPOSALS') }),
    )
    expect(page).to.include('Choose the manufacturer and the selected proposal')
  })

  it('has done the steps before the one that it has reached', async () => {
    const { steps } = (await pathOf(admin, await order('MANUFACTURER SELECTED'))).way
    const done = steps.filter(({ isComplete }) => isComplete).map(({ label }) => label)
    expect(done).to.deep.equal(['PENDING VALIDATION', 'AWAITING PROPOSALS'])
    expect(steps.at(-1)).to.include({ label: 'CLOSED', isDropped: false })
  })

  it('has done nothing when it was cancelled, and ends there', async () => {
    const { steps } = (await pathOf(admin, await order('CANCELLED'))).way
    expect(steps.filter(({ isComplete }) => isComplete)).to.deep.equal([])
    expect(steps.at(-1)).to.include({ label: 'CANCELLED', isCurrent: true, isDropped: true })
    expect(steps.map(({ label }) => label)).not.to.include('CANCELLED NO PROPOSALS')
  })

  it('leads nowhere for those who may only read', async () => {
    const reader = await visitAs(org, 'Customer_Service')
    const path = await pathOf(reader, await order('PENDING VALIDATION'))
    expect(path.way.steps.some(({ address }) => address !== '')).to.equal(false)
    expect(path.way.others).to.deep.equal([])
    expect(path).to.deep.include({ refused: [], isFinal: false })
  })

  it('leads to a form that holds the step, and nothing is saved by opening it', async () => {
    const id = await order('PENDING VALIDATION')
    const { next } = (await pathOf(admin, id)).way
    const given = Object.fromEntries(new URLSearchParams(next.address.split('?')[1]))
    const page = await html(await editRecordPage(admin, { object: 'Order', id }, given))
    expect(page).to.match(/<option value="AWAITING PROPOSALS" selected>/)
    expect(page).to.include('&quot;Status&quot;:[&quot;PENDING VALIDATION&quot;]')
    const options = [...page.matchAll(/<option value="([^"]+)"/g)].map(([, value]) => value)
    expect(options).to.deep.equal(['PENDING VALIDATION', 'AWAITING PROPOSALS', 'CANCELLED'])
  })

  it('asks only rules about the step alone where a trigger writes before the others are asked', async () => {
    const [id = ''] = await insertRecords(org, 'parcel__c', { Name: 'One', status__c: 'Packed' })
    const { way, refused } = await pathOf(admin, id, 'parcel__c')
    expect(way.steps.filter(({ address }) => address !== '').map(({ label }) => label)).to.deep.equal([
      'Sent',
    ])
    expect(refused).to.deep.equal([])
  })
})
