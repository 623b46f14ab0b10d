import { expect } from 'chai'
import { periodOf } from '../../server/ui/calendar-period.ts'
import { calendarPage } from '../../server/ui/pages/calendar.ts'
import { listPage } from '../../server/ui/pages/list.ts'
import { renderPage } from '../../server/ui/render.ts'
import type { Page, Visit } from '../../server/ui/visit.ts'
import { besideStandard, createTestOrg, type TestOrg } from '../support/test-org.ts'
import { adminVisit, insertRecords, visitAs } from './visits.ts'

const html = ({ template, model }: Page): Promise<string> => renderPage(template, model)

interface Shown {
  readonly heading: string
  readonly before: string
  readonly next: string
  readonly mayMove: boolean
  readonly weekdays: readonly string[]
  readonly weeks: readonly (readonly {
    readonly date: string
    readonly entries: readonly { readonly name: string; readonly start: string; readonly end: string }[]
    readonly isMore: boolean
    readonly more: number | ''
  }[])[]
  readonly table: { readonly rows: readonly { readonly name: string }[]; readonly next: string } | null
}

/** What stands on days by date, and by moment from one field to another. */
const TRIPS = {
  'objects/trip__c/object.json': {
    label: 'Trip',
    pluralLabel: 'Trips',
    nameField: { label: 'Trip Name', type: 'Text' },
  },
  'objects/trip__c/fields/leaves__c.json': { label: 'Leaves', type: 'Date' },
  'objects/trip__c/fields/returns__c.json': { label: 'Returns', type: 'Date' },
  'objects/trip__c/fields/meeting__c.json': { label: 'Meeting', type: 'DateTime' },
  'objects/trip__c/list-views/Journeys.json': {
    label: 'Journeys',
    columns: ['Name', 'leaves__c'],
    calendar: { startField: 'leaves__c', endField: 'returns__c' },
  },
  'objects/trip__c/list-views/Others.json': {
    label: 'Others',
    columns: ['Name'],
    filter: { '!=': [{ var: 'Name' }, 'Long'] },
  },
}

describe('a calendar', () => {
  let org: TestOrg
  let admin: Visit

  const shown = async (more: object, visit = admin): Promise<Shown> =>
    (await calendarPage(visit, { object: 'trip__c', filterName: 'Journeys', ...more })).model as Shown
  /** Names by day, without the days on which nothing is. */
  const namesOf = ({ weeks }: Shown) =>
    Object.fromEntries(
      weeks
        .flat()
        .filter(({ entries }) => entries.length > 0)
        .map(({ date, entries }) => [date, entries.map(({ name }) => name)]),
    )

  before(async function () {
    this.timeout(60_000)
    org = await createTestOrg(await besideStandard(TRIPS))
    admin = await adminVisit(org)
    await insertRecords(
      org,
      'trip__c',
      { Name: 'Short', leaves__c: '2030-05-15', meeting__c: '2030-05-15T21:30:00Z' },
      { Name: 'Long', leaves__c: '2030-05-30', returns__c: '2030-06-02' },
      { Name: 'Before', leaves__c: '2030-01-15' },
    )
  })
  after(() => org?.dispose())

  const PERIODS: readonly (readonly [string, string, 'month' | 'week', string, string, number])[] = [
    ['en-US', '2030-05-15', 'month', '2030-04-28', '2030-06-01', 35],
    ['pl-PL', '2030-05-15', 'month', '2030-04-29', '2030-06-02', 35],
    ['en-US', '2030-05-15', 'week', '2030-05-12', '2030-05-18', 7],
    ['de-DE', '2030-05-12', 'week', '2030-05-06', '2030-05-12', 7],
    // The clocks change.
    ['pl-PL', '2030-03-31', 'month', '2030-02-25', '2030-03-31', 35],
  ]
  for (const [locale, day, view, first, last, count] of PERIODS) {
    it(`shows the ${view} of ${day} in ${locale} from ${first} to ${last}`, () => {
      const { days } = periodOf({ locale, timeZone: 'Europe/Warsaw' }, view, day)
      expect([days[0]?.toISODate(), days.at(-1)?.toISODate(), days.length]).to.deep.equal([
        first,
        last,
        count,
      ])
    })
  }

  it('has records on their days, and those that last on all of them', async () => {
    expect(namesOf(await shown({ day: '2030-05-20' }))).to.deep.equal({
      '2030-05-15': ['Short'],
      '2030-05-30': ['Long'],
      '2030-05-31': ['Long'],
      '2030-06-01': ['Long'],
    })
    const june = await shown({ day: '2030-06-05', view: 'week' })
    expect(namesOf(june)).to.deep.equal({ '2030-06-02': ['Long'] })
    expect(june.weeks[0]?.[0]?.entries[0]).to.include({ start: '2030-05-30', end: '2030-06-02' })
  })

  it('has no records that the list leaves out', async () => {
    const others = await shown({ filterName: 'Others', by: 'leaves__c', day: '2030-05-20' })
    expect(namesOf(others)).to.deep.equal({ '2030-05-15': ['Short'] })
  })

  it('goes by the time zone and the language of its viewer', async () => {
    const pole = await visitAs(org, 'System_Administrator', {
      LanguageLocaleKey: 'pl',
      LocaleSidKey: 'pl_PL',
      TimeZoneSidKey: 'Asia/Tokyo',
    })
    const page = await shown({ by: 'meeting__c', day: '2030-05-01' }, pole)
    expect(namesOf(page)).to.deep.equal({ '2030-05-16': ['Short'] })
    expect(page.weeks.flat().flatMap(({ entries }) => entries)[0]?.start).to.equal('2030-05-16T06:30')
    expect(page.heading).to.equal('maj 2030')
    expect(page.weekdays[0]).to.equal('pon.')
  })

  it('leads to the days before and after', async () => {
    const { before, next } = await shown({ day: '2030-01-31' })
    expect(before).to.include('day=2029-12-31')
    expect(next).to.include('day=2030-02-28')
    const week = await shown({ day: '2030-01-31', view: 'week' })
    expect(week.next).to.include('day=2030-02-07').and.include('view=week')
  })

  it('takes whatever is no day for today', async () => {
    const { weeks } = await shown({ day: 'tomorrow', view: 'nothing' })
    expect(weeks.length).to.be.at.least(4)
  })

  it('has room for some records a day, says how many more there are, and has all of them as a table', async () => {
    const trips = Array.from({ length: 60 }, (_, n) => ({ Name: `T${n}`, leaves__c: '2031-07-10' }))
    await insertRecords(org, 'trip__c', ...trips)
    const day = (await shown({ day: '2031-07-01' })).weeks.flat().find(({ date }) => date === '2031-07-10')
    expect(day?.entries).to.have.lengthOf(4)
    expect(day?.more).to.equal(56)
    const { table } = await shown({ day: '2031-07-10', view: 'day' })
    expect(table?.rows).to.have.lengthOf(50)
    const after = new URLSearchParams(table?.next.split('?')[1]).get('after') ?? ''
    expect((await shown({ day: '2031-07-10', view: 'day', after })).table?.rows).to.have.lengthOf(10)
  })

  it('reads and draws no more of a month of 100,000 records than of any other', async () => {
    const { database, schema, model } = org.org
    const prefix = model.objects.get('trip__c')?.keyPrefix
    await database.run({
      text: `INSERT INTO "${schema}".trip__c (id, name, leaves__c, ownerid, createdbyid, lastmodifiedbyid, createddate, lastmodifieddate, systemmodstamp)
        SELECT '${prefix}z' || lpad(n::text, 11, '0') || 'AAA', 'Trip ' || n, '2040-03-01'::date + n % 31, $1, $1, $1, now(), now(), now()
        FROM generate_series(1, 100000) n`,
      values: [org.session.principal.userId],
    })
    await database.run({ text: `ANALYZE "${schema}".trip__c`, values: [] })
    const { result, statements } = await org.countStatements(() => shown({ day: '2040-03-01' }))
    const days = result.weeks.flat()
    // The month at once, which is too much; whether it can be counted; then the first records of each day.
    const reads = statements.filter(text => text.includes('"trip__c"'))
    expect(reads.length).to.be.at.most(days.length + 2)
    for (const read of reads) expect(read).to.match(/\bLIMIT\b/)
    expect(statements.filter(text => / GROUP BY /.test(text))).to.deep.equal([])
    expect(Math.max(...days.map(({ entries }) => entries.length))).to.equal(4)
    expect(days.filter(({ date }) => date.startsWith('2040-03')).map(({ more }) => more)).to.deep.equal(
      Array.from({ length: 31 }, () => ''),
    )
  })
  it('reads no more than it shows where there are very many', async () => {
    const trips = Array.from({ length: 400 }, (_, n) => ({
      ...{ Name: `M${n}`, leaves__c: `2032-03-${String(10 + (n % 2)).padStart(2, '0')}` },
      meeting__c: '2032-03-10T12:00:00Z',
    }))
    await insertRecords(org, 'trip__c', ...trips)
    const days = (await shown({ day: '2032-03-01' })).weeks.flat()
    const [tenth] = days.filter(({ date }) => date === '2032-03-10')
    expect(tenth?.entries).to.have.lengthOf(4)
    expect(tenth?.more).to.equal(196)
    const moments = (await shown({ day: '2032-03-01', by: 'meeting__c' })).weeks.flat()
    expect(moments.find(({ date }) => date === '2032-03-10')).to.include({ isMore: true, more: '' })
  })

  it('lets nobody move what they may not change, and is offered where an object has days', async () => {
    expect((await shown({})).mayMove).to.equal(true)
    expect((await shown({ by: 'CreatedDate' })).mayMove).to.equal(false)
    const reader = await visitAs(org, 'Read_Only')
    const page = await calendarPage(reader, { object: 'Opportunity' })
    expect(page.model).to.have.property('mayMove', false)
    expect(await html(page)).not.to.include('draggable')
    expect(await html(await listPage(admin, { object: 'trip__c' }))).to.include('/trip__c/calendar')
    expect(await html(await listPage(admin, { object: 'Product2' }))).not.to.include('/calendar?')
  })
})
