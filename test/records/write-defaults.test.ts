import { expect } from 'chai'
import { noHooks } from '../../server/records/hooks.ts'
import { write } from '../../server/records/write.ts'
import { createTestOrg, sourceFiles, type TestOrg } from '../support/test-org.ts'

const field = (type: string, more: object = {}) => ({ label: 'Field', type, ...more })
const text = (defaultValue?: unknown) => field('Text', { length: 80, defaultValue })
const number = (defaultValue?: unknown) => field('Number', { precision: 10, scale: 2, defaultValue })
const picklist = (type: string, values: readonly object[]) =>
  field(type, { valueSet: { restricted: true, valueSetDefinition: { value: values } } })

const FILES: Readonly<Record<string, object>> = {
  'objects/User/object.json': { label: 'User', pluralLabel: 'Users', keyPrefix: '005' },
  'objects/User/fields/City.json': text(),
  'objects/RecordType/object.json': { label: 'Record Type', pluralLabel: 'Record Types', keyPrefix: '012' },
  'objects/RecordType/fields/DeveloperName.json': text(),
  'objects/RecordType/fields/SobjectType.json': text(),
  'objects/RecordType/fields/IsActive.json': field('Checkbox'),
  'objects/thing__c/object.json': { label: 'Thing', pluralLabel: 'Things' },
  'objects/thing__c/record-types/Small.json': {
    label: 'Small',
    default: true,
    picklistValues: [
      { picklist: 'color__c', values: [{ fullName: 'Red' }, { fullName: 'Blue', default: true }] },
    ],
  },
  'objects/thing__c/record-types/Large.json': {
    label: 'Large',
    picklistValues: [{ picklist: 'color__c', values: [{ fullName: 'Red' }] }],
  },
  'objects/thing__c/fields/literal__c.json': text('"as it stands"'),
  'objects/thing__c/fields/flag__c.json': field('Checkbox', { defaultValue: true }),
  'objects/thing__c/fields/day__c.json': field('Date', { defaultValue: 'TODAY() + 3' }),
  'objects/thing__c/fields/size__c.json': number(),
  'objects/thing__c/fields/area__c.json': number('size__c * size__c'),
  'objects/thing__c/fields/a_code__c.json': text('m_code__c & "/" & RecordType.DeveloperName'),
  'objects/thing__c/fields/m_code__c.json': text('"m" & z_code__c'),
  'objects/thing__c/fields/z_code__c.json': text('"z"'),
  'objects/thing__c/fields/keeper__c.json': field('Lookup', {
    referenceTo: 'User',
    defaultValue: '$User.Id',
  }),
  'objects/thing__c/fields/city__c.json': text('keeper__r.City'),
  'objects/thing__c/fields/big__c.json': field('Lookup', { referenceTo: 'thing__c' }),
  'objects/thing__c/fields/big_code__c.json': text('big__r.a_code__c'),
  'objects/thing__c/fields/color__c.json': picklist('Picklist', [
    { fullName: 'Red', default: true },
    { fullName: 'Blue' },
    { fullName: 'Green' },
  ]),
  'objects/thing__c/fields/tags__c.json': picklist('MultiselectPicklist', [
    { fullName: 'a' },
    { fullName: 'b', default: true },
  ]),
}

describe('default values', () => {
  let test: TestOrg
  let large: string
  let big: string
  before(async () => {
    test = await createTestOrg(sourceFiles(FILES, 'standard'))
    large = test.org.model.objects.get('thing__c')?.recordTypes.get('large')?.id as string
    const city = `UPDATE "${test.org.schema}"."user" SET city = 'Tbilisi'`
    await test.org.database.run({ text: city, values: [] })
    big = await insert({ a_code__c: 'BIG' })
  })
  after(() => test.dispose())

  async function insert(record: object): Promise<string> {
    const request = { object: 'thing__c', operation: 'insert', allOrNone: true } as const
    const [result] = await write(test.session, { ...request, records: [{ Name: 't', ...record }] }, noHooks)
    expect(result?.errors).to.deep.equal([])
    return result?.id as string
  }

  async function stored(record: object): Promise<Record<string, unknown>> {
    const text = `SELECT to_jsonb(t) FROM "${test.org.schema}".thing__c t WHERE id = '${await insert(record)}'`
    const { rows } = await test.org.database.run({ text, values: [] })
    return JSON.parse(rows[0]?.[0] as string) as Record<string, unknown>
  }

  const cases: Readonly<Record<string, readonly [given: () => object, then: object]>> = {
    'are literals, and formulas of the day': [() => ({}), { literal__c: 'as it stands', flag__c: true }],
    'read other fields of the record': [() => ({ size__c: 3 }), { area__c: 9 }],
    'are empty where what they read is': [() => ({}), { area__c: null, big_code__c: null }],
    'read fields that have a default themselves, whatever their names': [
      () => ({}),
      { z_code__c: 'z', m_code__c: 'mz', a_code__c: 'mz/Small' },
    ],
    'read what is given rather than its default': [() => ({ z_code__c: 'y' }), { a_code__c: 'my/Small' }],
    'read the record type that is given': [() => ({ RecordTypeId: large }), { a_code__c: 'mz/Large' }],
    'read parents': [() => ({ big__c: big }), { big_code__c: 'BIG' }],
    'read parents that are defaults': [() => ({}), { city__c: 'Tbilisi' }],
    'of picklists are those of the record type': [() => ({}), { color__c: 'Blue', tags__c: ['b'] }],
    'of picklists are the picklist’s where the record type has none': [
      () => ({ RecordTypeId: large }),
      { color__c: 'Red' },
    ],
    'give way to null': [
      () => ({ literal__c: null, color__c: null, tags__c: null, keeper__c: null }),
      { literal__c: null, color__c: null, tags__c: null, keeper__c: null, city__c: null },
    ],
  }
  for (const [name, [given, then]] of Object.entries(cases)) {
    it(name, async () => expect(await stored(given())).to.deep.include(then))
  }
})
