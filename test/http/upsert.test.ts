import { expect } from 'chai'
import { expectError } from '../support/test-client.ts'
import { besideStandard } from '../support/test-org.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'

const FILES = {
  'objects/part__c/object.json': { label: 'Part', pluralLabel: 'Parts' },
  'objects/part__c/fields/code__c.json': {
    label: 'Code',
    type: 'Text',
    length: 50,
    externalId: true,
    unique: true,
  },
  'objects/part__c/fields/batch__c.json': { label: 'Batch', type: 'Text', length: 50, externalId: true },
  'objects/part__c/fields/serial__c.json': {
    ...{ label: 'Serial', type: 'Number', precision: 18, scale: 0, externalId: true },
  },
  'objects/part__c/fields/size__c.json': { label: 'Size', type: 'Number', precision: 5, scale: 1 },
}

describe('upsert by an external id', () => {
  let server: TestServer
  before(async () => {
    server = await startTestServer({ files: await besideStandard(FILES) })
  })
  after(() => server.close())

  it('creates with 201, then updates with 200', async () => {
    const first = await server.patch('sobjects/part__c/code__c/A-1', { Name: 'One', size__c: 1 })
    expect(first.status, first.text).to.equal(201)
    expect(first.record).to.deep.equal({ id: first.record.id, success: true, errors: [], created: true })
    const second = await server.patch('sobjects/PART__C/CODE__C/a-1', { size__c: 2.5 })
    expect(second.status).to.equal(200)
    expect(second.record).to.deep.equal({ id: first.record.id, success: true, errors: [], created: false })
    expect(
      await server.query("SELECT Name, code__c, size__c FROM part__c WHERE code__c = 'A-1'"),
    ).to.deep.equal([{ Name: 'One', code__c: 'a-1', size__c: 2.5 }])
  })

  it('takes values with characters that an URL encodes', async () => {
    const value = 'a/b c?d&e#f%"ж'
    const path = `sobjects/part__c/code__c/${encodeURIComponent(value)}`
    expect((await server.patch(path, { Name: 'Odd' })).status).to.equal(201)
    expect((await server.get(`${path}?fields=code__c`)).record).to.include({ code__c: value })
  })

  it('keeps all digits of a number', async () => {
    const path = 'sobjects/part__c/serial__c/123456789012345678'
    expect((await server.patch(path, { Name: 'Long' })).status).to.equal(201)
    expect((await server.patch(path, { Name: 'Longer' })).status).to.equal(200)
    const { text } = await server.get(`${path}?fields=serial__c`)
    expect(text).to.include('"serial__c":123456789012345678')
  })

  it('answers 300 with the addresses when several records match', async () => {
    const ids = [
      await server.create('part__c', { Name: 'B1', batch__c: 'B' }),
      await server.create('part__c', { Name: 'B2', batch__c: 'B' }),
    ]
    const addresses = ids.map(id => `/services/data/v60.0/sobjects/part__c/${id}`)
    for (const answer of [
      await server.patch('sobjects/part__c/batch__c/B', { size__c: 1 }),
      await server.get('sobjects/part__c/batch__c/b'),
    ]) {
      expect(answer.status).to.equal(300)
      expect(answer.body).to.have.members(addresses)
    }
    expect(await server.query('SELECT Id FROM part__c WHERE size__c = 1')).to.deep.equal([])
  })

  it('updates by Id', async () => {
    const id = await server.create('part__c', { Name: 'By id' })
    expect((await server.patch(`sobjects/part__c/Id/${id}`, { size__c: 7 })).status).to.equal(200)
    expect((await server.get(`sobjects/part__c/Id/${id}?fields=size__c`)).record).to.include({ size__c: 7 })
  })

  it('reads by external id, deletes through the id', async () => {
    const id = await server.create('part__c', { Name: 'Read', code__c: 'R-1' })
    expect((await server.get('sobjects/part__c/code__c/r-1')).record).to.include({ Id: id, Name: 'Read' })
    await server.delete(`sobjects/part__c/${id}`)
    expectError(await server.get('sobjects/part__c/code__c/R-1'), 404, 'NOT_FOUND')
  })

  it('makes one record of two requests at once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, n) =>
        server.patch('sobjects/part__c/code__c/RACE', { Name: 'Race', size__c: n }),
      ),
    )
    const created = answers.filter(answer => answer.status === 201)
    expect(created, answers.map(answer => answer.text).join()).to.have.length(1)
    expect(answers.filter(answer => answer.status === 200)).to.have.length(7)
    expect(await server.query("SELECT Id FROM part__c WHERE code__c = 'RACE'")).to.have.length(1)
  })

  for (const [what, path, body, status, code] of [
    ['a field that is no external id', 'size__c/1', { Name: 'A' }, 400, 'INVALID_FIELD'],
    ['an unknown field', 'nope__c/1', { Name: 'A' }, 400, 'INVALID_FIELD'],
    ['the key in the body, too', 'code__c/X', { Name: 'A', Code__c: 'Y' }, 400, 'INVALID_FIELD'],
    ['a key of the wrong type', 'serial__c/abc', { Name: 'A' }, 400, 'JSON_PARSER_ERROR'],
    ['a blank key', 'code__c/%20', { Name: 'A' }, 400, 'MISSING_ARGUMENT'],
    ['a wrong value', 'code__c/X', { Name: 'A', size__c: 'big' }, 400, 'JSON_PARSER_ERROR'],
    ['an Id that is not there', `Id/a00000000zzzzzzAAA`, { Name: 'A' }, 404, 'NOT_FOUND'],
  ] as const) {
    it(`refuses ${what}`, async () => {
      expectError(await server.patch(`sobjects/part__c/${path}`, body), status, code)
    })
  }

  it('does not read by a field that is no external id', async () => {
    expectError(await server.get('sobjects/part__c/size__c/1'), 404, 'NOT_FOUND')
  })
})
