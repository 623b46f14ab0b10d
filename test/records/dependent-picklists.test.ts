import { Readable } from 'node:stream'
import { expect } from 'chai'
import { fullAccess } from '../../server/access/access.ts'
import type { Session } from '../../server/org/session.ts'
import { noHooks } from '../../server/records/hooks.ts'
import { importFile } from '../../server/records/import/import-file.ts'
import { readJson } from '../../server/records/read.ts'
import { write } from '../../server/records/write.ts'
import { createTestOrg, sourceFiles, type TestOrg } from '../support/test-org.ts'

type Values = Readonly<Record<string, unknown>>

const picklist = (names: readonly string[], dependence: object = {}, more: object = {}): object => ({
  label: 'Picklist',
  type: 'Picklist',
  ...more,
  valueSet: {
    restricted: true,
    valueSetDefinition: { value: names.map(name => ({ fullName: name, default: name.startsWith('Any') })) },
    ...dependence,
  },
})
const offers = (controllingField: string, settings: Readonly<Record<string, readonly string[]>>): object => ({
  controllingField,
  valueSettings: Object.entries(settings).map(([valueName, controllingFieldValue]) => ({
    controllingFieldValue,
    valueName,
  })),
})

/** Country → city → district; a checkbox says which ways of delivery there are. */
const FILES = {
  'objects/shop__c/object.json': {
    label: 'Shop',
    pluralLabel: 'Shops',
    nameField: { type: 'Text', label: 'Name' },
  },
  'objects/shop__c/fields/country__c.json': picklist(['Georgia', 'Poland', 'Malta']),
  'objects/shop__c/fields/city__c.json': picklist(
    ['Tbilisi', 'Batumi', 'Gdynia'],
    offers('Country__c', { Tbilisi: ['georgia'], Batumi: ['Georgia'], Gdynia: ['Poland'] }),
    { label: 'City' },
  ),
  'objects/shop__c/fields/district__c.json': picklist(
    ['Vake', 'Orlowo'],
    offers('city__c', { Vake: ['Tbilisi'], Orlowo: ['Gdynia'] }),
  ),
  'objects/shop__c/fields/abroad__c.json': { label: 'Abroad', type: 'Checkbox', defaultValue: false },
  'objects/shop__c/fields/ways__c.json': picklist(
    ['Any Courier', 'Ship', 'Bicycle'],
    offers('abroad__c', { 'Any Courier': ['unchecked'], Ship: ['checked'], Bicycle: ['unchecked'] }),
    { type: 'MultiselectPicklist', visibleLines: 3 },
  ),
  'objects/shop__c/fields/street__c.json': picklist(['Main Street'], {
    restricted: false,
    ...offers('city__c', { 'Main Street': ['Gdynia'] }),
  }),
}

describe('dependent picklists', () => {
  let org: TestOrg

  before(async function () {
    this.timeout(60_000)
    org = await createTestOrg(sourceFiles(FILES))
  })
  after(() => org?.dispose())

  const save = async (operation: 'insert' | 'update', record: Values, session: Session = org.session) => {
    const request = { object: 'shop__c', operation, records: [record], allOrNone: true } as const
    const [result] = await write(session, request, noHooks)
    const told = (result?.errors ?? []).map(({ code, message, fields, hint }) => ({
      code,
      message,
      fields,
      hint,
    }))
    return { id: result?.id ?? '', errors: told }
  }
  const made = async (record: Values): Promise<string> => {
    const { id, errors } = await save('insert', { Name: 'a shop', ...record })
    expect(errors).to.deep.equal([])
    return id
  }
  const read = async (id: string): Promise<Values> => {
    const soql = `SELECT country__c, city__c, district__c, ways__c, street__c FROM shop__c WHERE Id = '${id}'`
    const { records } = JSON.parse(await readJson(org.session, soql, { version: '60.0' }))
    const { attributes: _, ...values } = records[0]
    return values
  }

  const REFUSED: readonly {
    readonly given: string
    readonly record: Values
    readonly field: string
    readonly hint: string
  }[] = [
    {
      given: 'another country',
      record: { country__c: 'Poland', city__c: 'Batumi' },
      field: 'city__c',
      hint: 'What Picklist says offers: Gdynia.',
    },
    {
      given: 'a country without cities',
      record: { country__c: 'Malta', city__c: 'Gdynia' },
      field: 'city__c',
      hint: 'What Picklist says offers no value: leave it blank.',
    },
    {
      given: 'no country',
      record: { city__c: 'Gdynia' },
      field: 'city__c',
      hint: 'What Picklist says offers no value: leave it blank.',
    },
    {
      given: 'a city that controls the next one',
      record: { country__c: 'Georgia', city__c: 'Batumi', district__c: 'Vake' },
      field: 'district__c',
      hint: 'What City says offers no value: leave it blank.',
    },
    {
      given: 'a checkbox, of several values one',
      record: { abroad__c: true, ways__c: 'Ship;Bicycle' },
      field: 'ways__c',
      hint: 'What Abroad says offers: Ship.',
    },
    {
      given: 'a value that is known, of a picklist that takes others, too',
      record: { country__c: 'Georgia', city__c: 'Tbilisi', street__c: 'Main Street' },
      field: 'street__c',
      hint: 'What City says offers no value: leave it blank.',
    },
  ]
  for (const { given, record, field, hint } of REFUSED) {
    it(`given ${given}, refuse what it does not offer`, async () => {
      const { errors } = await save('insert', { Name: 'a shop', ...record })
      expect(errors).to.have.lengthOf(1)
      expect(errors[0]).to.deep.include({
        ...{ code: 'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST', fields: [field], hint },
      })
      expect(errors[0]?.message).to.match(/bad value for restricted picklist field: \w+/)
    })
  }

  it('take what is offered, whatever the case of the settings, and what an unrestricted one does not know', async () => {
    const record = { country__c: 'Georgia', city__c: 'Tbilisi', district__c: 'Vake', street__c: 'Rustaveli' }
    expect(await read(await made(record))).to.include(record)
  })

  it('keep their default value where it is offered, and are blank where it is not', async () => {
    expect(await read(await made({}))).to.include({ ways__c: 'Any Courier' })
    expect(await read(await made({ abroad__c: true }))).to.include({ ways__c: null })
  })

  it('are asked for when either side changes, and not when neither does', async () => {
    const id = await made({ country__c: 'Georgia', city__c: 'Batumi' })
    expect((await save('update', { Id: id, country__c: 'Poland' })).errors).to.have.nested.property(
      '[0].fields[0]',
      'city__c',
    )
    expect((await save('update', { Id: id, city__c: 'Gdynia' })).errors).to.have.lengthOf(1)
    expect((await save('update', { Id: id, country__c: 'Poland', city__c: 'Gdynia' })).errors).to.deep.equal(
      [],
    )
    expect((await save('update', { Id: id, country__c: 'Malta', city__c: null })).errors).to.deep.equal([])
    const sql = `UPDATE "${org.org.schema}"."shop__c" SET "city__c" = 'Batumi' WHERE "id" = $1`
    await org.org.database.run({ text: sql, values: [id] })
    expect((await save('update', { Id: id, Name: 'an old shop', city__c: 'Batumi' })).errors).to.deep.equal(
      [],
    )
  })

  it('do not tell what a field has that may not be seen', async () => {
    const access = {
      ...fullAccess,
      key: 'no country',
      field: ({ name }: { name: string }) => name !== 'country__c',
    }
    const id = await made({ country__c: 'Georgia' })
    const { errors } = await save('update', { Id: id, city__c: 'Gdynia' }, { ...org.session, access })
    expect(errors).to.have.lengthOf(1)
    expect(errors[0]).to.have.property('hint', undefined)
  })

  it('are held to in an import: the rows at fault say why', async () => {
    const csv = 'Name,country__c,city__c\nFirst,Poland,Gdynia\nSecond,Poland,Tbilisi\n'
    const events: unknown[] = []
    const options = { object: 'shop__c', fileName: 'shops.csv' }
    for await (const event of importFile(org.session, Readable.from([Buffer.from(csv)]), options, noHooks))
      events.push(event)
    const text = JSON.stringify(events)
    expect(text).to.include('bad value for restricted picklist field: Tbilisi')
    expect(text).not.to.include('bad value for restricted picklist field: Gdynia')
  })
})
