import { expect } from 'chai'
import { AtelierError } from '../../server/kernel/errors.ts'
import { observe } from '../../server/kernel/observe.ts'
import { readByExternalId, readById, readMany } from '../../server/records/read-by-id.ts'
import { sampleModel } from './query/sample-model.ts'
import { openSampleOrg, type SampleOrg } from './query/sample-org.ts'

const id = (number: number): string => `a01${String(number).padStart(12, '0')}AAA`
const MODEL = sampleModel({
  User: { prefix: '005', fields: { Name: 'Text' } },
  Thing__c: {
    prefix: 'a01',
    fields: {
      Name: 'Text',
      Code__c: { type: 'Text', externalId: true },
      Number__c: { type: 'Currency', externalId: true },
      Parent__c: { type: 'Lookup', referenceTo: ['Thing__c'] },
    },
  },
})

describe('single records', () => {
  let sample: SampleOrg
  const version = '60.0'

  before(async () => {
    sample = await openSampleOrg(MODEL)
    await sample.insert('Thing__c', [
      { Id: id(1), Name: 'One', Code__c: 'X-1', Number__c: '7' },
      { Id: id(2), Name: 'Two', Code__c: 'X-2', Parent__c: id(1) },
      { Id: id(3), Name: 'Again', Code__c: 'x-2' },
      { Id: id(4), Name: 'Gone', Code__c: 'X-4', IsDeleted: 'true' },
    ])
  })
  after(() => sample.drop())

  async function failure(work: Promise<unknown>): Promise<string> {
    return work.then(
      () => 'nothing',
      (error: unknown) => (error instanceof AtelierError ? `${error.code}: ${error.message}` : String(error)),
    )
  }

  it('are answered with the fields asked for, in canonical case, from one statement', async () => {
    const statements: string[] = []
    const stop = observe('statement', event => void statements.push(event.text))
    const fields = ['name', 'parent__r.NAME']
    const json = await readById(sample.session, {
      object: 'thing__C',
      id: id(2).slice(0, 15),
      fields,
      version,
    })
    stop()
    expect(statements).to.have.length(1)
    expect(JSON.parse(json)).to.deep.equal({
      attributes: { type: 'Thing__c', url: `/services/data/v60.0/sobjects/Thing__c/${id(2)}` },
      Id: id(2),
      Name: 'Two',
      Parent__r: {
        attributes: { type: 'Thing__c', url: `/services/data/v60.0/sobjects/Thing__c/${id(1)}` },
        Name: 'One',
      },
    })
  })

  it('are answered with all fields when none are named', async () => {
    const record = JSON.parse(await readById(sample.session, { object: 'Thing__c', id: id(1), version }))
    expect(Object.keys(record)).to.deep.equal([
      ...['attributes', 'Id', 'CreatedDate', 'OwnerId', 'IsDeleted'],
      ...['Name', 'Code__c', 'Number__c', 'Parent__c'],
    ])
  })

  const failures = [
    {
      when: 'deleted',
      given: { object: 'Thing__c', id: id(4) },
      then: 'ENTITY_IS_DELETED: entity is deleted',
    },
    {
      when: 'not there',
      given: { object: 'Thing__c', id: id(9) },
      then: 'NOT_FOUND: The requested resource does not exist',
    },
    {
      when: 'no id',
      given: { object: 'Thing__c', id: "x' OR '1'='1" },
      then: 'NOT_FOUND: Provided external ID field does not exist or is not accessible',
    },
    {
      when: 'of no object',
      given: { object: 'Nothing', id: id(1) },
      then: "INVALID_TYPE: sObject type 'Nothing' is not supported",
    },
    {
      when: 'asked for a field that is not there',
      given: { object: 'Thing__c', id: id(1), fields: ['Foo'] },
      then: "INVALID_FIELD: No such column 'Foo'",
    },
  ]
  for (const { when, given, then } of failures) {
    it(`are refused when ${when}`, async () => {
      expect(await failure(readById(sample.session, { ...given, version }))).to.include(then)
    })
  }

  it('are found by an external id, whatever its case or form', async () => {
    const by = (field: string, value: string) =>
      readByExternalId(sample.session, { object: 'Thing__c', field, value, fields: ['Name'], version })
    expect(JSON.parse(await by('code__c', 'x-1'))).to.include({ Name: 'One' })
    expect(JSON.parse(await by('Number__c', '7.0'))).to.include({ Name: 'One' })
    expect(JSON.parse(await by('Id', id(1)))).to.include({ Name: 'One' })
    expect(await failure(by('Code__c', 'X-2'))).to.match(
      /^DUPLICATE_EXTERNAL_ID: Code__c: .*\[a01000000000002AAA, a01000000000003AAA\]$/,
    )
    expect(await failure(by('Code__c', 'X-4'))).to.match(/^NOT_FOUND/)
    expect(await failure(by('Number__c', 'seven'))).to.match(/^INVALID_FIELD/)
    expect(await failure(by('Name', 'One'))).to.match(/^NOT_FOUND/)
  })

  it('come many at once in the order of their ids, null for those that are not there', async () => {
    const ids = [id(3), id(9), 'nonsense', id(4), id(1)]
    const json = await readMany(sample.session, { object: 'Thing__c', ids, fields: ['Name'], version })
    expect(JSON.parse(json).map((record: { Name: string } | null) => record?.Name ?? null)).to.deep.equal([
      'Again',
      null,
      null,
      null,
      'One',
    ])
  })
})
