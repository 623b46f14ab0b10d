import { expect } from 'chai'
import { noHooks } from '../../server/records/hooks.ts'
import { suggestions } from '../../server/ui/pages/lookup.ts'
import { createRecord } from '../../server/ui/pages/new-record.ts'
import { newRecordCommands, searchPage, searchSuggestions } from '../../server/ui/pages/search.ts'
import { renderPage } from '../../server/ui/render.ts'
import type { Visit } from '../../server/ui/visit.ts'
import { createTestOrg, type TestOrg } from '../support/test-org.ts'
import { adminVisit, insertRecords, visitAs } from './visits.ts'

interface Group {
  readonly pluralLabel: string
  readonly columns: readonly { readonly label: string }[]
  readonly rows: readonly { readonly name: string }[]
  readonly isMore: boolean
  readonly all: string
}

describe('the search of every page', () => {
  let org: TestOrg
  let admin: Visit

  const insert = (object: string, ...records: readonly Readonly<Record<string, unknown>>[]) =>
    insertRecords(org, object, ...records)

  before(async function () {
    this.timeout(60_000)
    org = await createTestOrg()
    admin = await adminVisit(org)
    const maker = org.org.model.objects.get('account')?.recordTypes.get('manufacturer')?.id
    const [buyer] = await insert(
      'Account',
      { Name: 'Tamar Audio', Description: 'Loudspeakers' },
      { Name: 'Northlight' },
      { Name: 'Tamar Metal', RecordTypeId: maker },
      ...Array.from({ length: 7 }, (_, n) => ({ Name: `Branch ${n}`, Description: 'of many' })),
    )
    await insert('Order', { AccountId: buyer, EffectiveDate: '2099-01-01', title__c: 'Loudspeakers' })
    await insert('Contact', { LastName: 'Tamarisk' })
  })
  after(() => org?.dispose())

  /** What was found: by object, the names in the order of the page. */
  const found = async (visit: Visit, q: string, object?: string) => {
    const page = await searchPage(visit, { q, object })
    const { groups } = page.model as { groups: readonly Group[] }
    return Object.fromEntries(
      groups.map(({ pluralLabel, rows }) => [pluralLabel, rows.map(({ name }) => name)]),
    )
  }

  const scenarios: readonly (readonly [string, Readonly<Record<string, readonly string[]>>])[] = [
    ['tamar', { Accounts: ['Tamar Audio', 'Tamar Metal'], Contacts: ['Tamarisk'] }],
    ['loudsp', { Orders: ['00000000'], Accounts: ['Tamar Audio'] }],
    ['tamar audio', { Accounts: ['Tamar Audio'] }],
    ['"metal tamar"', {}],
    ['northligt', { Accounts: ['Northlight'] }],
    ['( tamarisk', { Contacts: ['Tamarisk'] }],
    ['zebra', {}],
    ['', {}],
    ['a', {}],
    ['%', {}],
  ]
  for (const [q, expected] of scenarios) {
    it(`finds for ${q || 'nothing'}: ${JSON.stringify(expected)}`, async () => {
      const all = await found(admin, q)
      const sorted = Object.entries(all).map(([what, names]) => [
        what,
        what === 'Orders' ? names.length : [...names].sort(),
      ])
      const wanted = Object.entries(expected).map(([what, names]) => [
        what,
        what === 'Orders' ? names.length : names,
      ])
      expect(Object.fromEntries(sorted)).to.deep.equal(Object.fromEntries(wanted))
    })
  }

  it('shows a few of each object, and more of one', async () => {
    const few = await searchPage(admin, { q: 'branch' })
    const [group] = (few.model as { groups: readonly Group[] }).groups
    expect(group?.rows).to.have.lengthOf(5)
    expect(group?.isMore).to.equal(true)
    expect((await found(admin, 'branch', 'account')).Accounts).to.have.lengthOf(7)
    expect(group?.all).to.equal('/lightning/search?q=branch&object=Account')
  })

  it('shows the columns that the object says, those only that may be seen', async () => {
    const columns = async (visit: Visit) => {
      const { groups } = (await searchPage(visit, { q: 'loudspeakers' })).model as {
        groups: readonly Group[]
      }
      return groups.find(({ pluralLabel }) => pluralLabel === 'Orders')?.columns.map(({ label }) => label)
    }
    expect(await columns(admin)).to.deep.equal([
      'Order Number',
      'Order Name',
      'Account',
      'Status',
      'Order Start Date',
    ])
  })

  it('keeps what was typed, and says what to do where nothing is found', async () => {
    const html = async (q: string) => {
      const { template, model } = await searchPage(admin, { q })
      return renderPage(template, model)
    }
    expect(await html('<zebra>'))
      .to.include('value="&lt;zebra&gt;"')
      .and.include('Nothing found for “&lt;zebra&gt;”')
    expect(await html('')).to.include('What are you looking for?')
  })

  it('has nothing of objects and records that may not be seen', async () => {
    const reader = await visitAs(org, 'Read_Only')
    const seen = [...reader.session.org.model.objects.values()].filter(one =>
      reader.session.access.object(one, 'read'),
    )
    const groups = Object.keys(await found(reader, 'tamar'))
    expect(seen.map(({ pluralLabel }) => pluralLabel)).to.include.members(groups)
    await searchPage(reader, { q: 'tamar', object: 'nothing__c' }).then(
      () => expect.fail('It was shown.'),
      error => expect(error.status).to.equal(404),
    )
  })

  it('suggests records while somebody types', async () => {
    const names = async (text: string) =>
      (await searchSuggestions(admin, text)).map(({ name, kind }) => `${kind} ${name}`)
    expect(await names('tam')).to.have.members([
      'Account Tamar Audio',
      'Account Tamar Metal',
      'Contact Tamarisk',
    ])
    expect(await names('audio')).to.deep.equal(['Account Tamar Audio'])
    expect(await names('')).to.deep.equal([])
  })

  it('leads the palette to forms for what whoever asks may make', async () => {
    const commands = (visit: Visit, text: string) =>
      newRecordCommands(visit, text).map(({ name, address }) => `${name} ${address}`)
    expect(commands(admin, 'new acc')).to.deep.equal(['New Account /lightning/o/Account/new'])
    expect(commands(admin, 'zebra')).to.deep.equal([])
    expect(commands(admin, '')).to.deep.equal([])
    const reader = await visitAs(org, 'Read_Only')
    expect(commands(reader, 'new acc')).to.deep.equal([])
    const german = await visitAs(org, 'Operations', { LanguageLocaleKey: 'de' })
    expect(commands(german, 'neu auftrag')[0]).to.equal('Neu: Auftrag /lightning/o/Order/new')
  })

  describe('forgives slips of the finger, and accents that nobody types', () => {
    before(() => insertRecords(org, 'Account', { Name: 'Łódź Główna' }, { Name: 'Batumi Söhne GmbH' }))

    for (const [typed, name] of [
      ['lodz', 'Łódź Główna'],
      ['glowna', 'Łódź Główna'],
      ['łódź glwna', 'Łódź Główna'],
      ['batmui', 'Batumi Söhne GmbH'],
      ['sohne', 'Batumi Söhne GmbH'],
      ['sohne batum', 'Batumi Söhne GmbH'],
      ['batmui glowna', undefined],
      ['btmi', undefined],
    ] as const) {
      it(`"${typed}" finds ${name ?? 'nothing'}`, async () => {
        const names = name ? [name] : []
        expect((await searchSuggestions(admin, typed)).map(one => one.name)).to.deep.equal(names)
        expect(Object.values(await found(admin, typed)).flat()).to.deep.equal(names)
      })
    }
  })

  describe('of a lookup', () => {
    const suggested = async (object: string, field: string, text: string) =>
      (await suggestions(admin, { object, field }, { q: text })).flatMap(({ id, name }) => (id ? [name] : []))

    it('suggests what its filter lets through', async () => {
      expect(await suggested('Order', 'AccountId', 'tamar')).to.have.members(['Tamar Audio', 'Tamar Metal'])
      expect(await suggested('Order', 'manufacturer__c', 'tamar')).to.deep.equal(['Tamar Metal'])
      expect(await suggested('Order', 'manufacturer__c', '')).to.deep.equal(['Tamar Metal'])
    })

    it('suggests what is misspelled, but takes it for nothing else', async () => {
      expect(await suggested('Contact', 'AccountId', 'tamr audio')).to.deep.equal(['Tamar Audio'])
      const outcome = await createRecord(
        admin,
        'Contact',
        { LastName: 'X', AccountId: ['', 'Tamr Audio'] },
        noHooks,
      )
      if (!('page' in outcome)) throw new Error('It was saved.')
      expect(await renderPage(outcome.page.template, outcome.page.model)).to.include(
        'There is no Account called &quot;Tamr Audio&quot;. Was &quot;Tamar Audio&quot; meant?',
      )
    })
  })
})
