import { expect } from 'chai'
import { type Answer, expectError, type Fields, type SaveResult } from '../support/test-client.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'

type Versions = { readonly versions: { readonly submitted: Fields; readonly stored: Fields } }

describe('saves that are safe to make', () => {
  let server: TestServer
  before(async () => {
    server = await startTestServer()
  })
  after(() => server.close())

  const fresh = async (fields: Fields = { Name: 'First', Phone: '1' }) => {
    const id = await server.create('Account', fields)
    const { record } = await server.get(`sobjects/Account/${id}`)
    return { id, path: `sobjects/Account/${id}`, version: record.LastModifiedDate as string }
  }
  const save = (method: string, path: string, body: unknown, headers: Readonly<Record<string, string>>) =>
    server.send(method, path, { headers, ...(body === undefined ? {} : { body }) })
  const nameOf = async (path: string): Promise<unknown> =>
    (await server.get(`${path}?fields=Name`)).record.Name

  describe('only when nobody else has saved since', () => {
    const LONG_AGO = 'Wed, 01 Jan 2020 00:00:00 GMT'

    it('If-Match takes the LastModifiedDate that the record was read with, quoted or not', async () => {
      const { path, version } = await fresh()
      expect((await save('PATCH', path, { Name: 'Second' }, { 'If-Match': `"${version}"` })).status).to.equal(
        204,
      )
      const { record } = await server.get(path)
      const next = await save(
        'PATCH',
        path,
        { Name: 'Third' },
        { 'If-Match': String(record.LastModifiedDate) },
      )
      expect(next.status).to.equal(204)
      expect((await save('PATCH', path, { Name: 'Any' }, { 'If-Match': '*' })).status).to.equal(204)
    })

    it('a save that comes too late gets both versions and changes nothing', async () => {
      const { path, version } = await fresh()
      await server.patch(path, { Name: 'Theirs', Phone: '2' })
      for (const [header, value] of [
        ['If-Match', `"${version}"`],
        ['If-Unmodified-Since', LONG_AGO],
      ] as const) {
        const answer = await save('PATCH', path, { Name: 'Mine', Phone: '2' }, { [header]: value })
        const error = expectError(answer, 412, 'PRECONDITION_FAILED') as unknown as Versions & Fields
        expect(error.fields).to.deep.equal(['Name'])
        expect(error.versions.submitted).to.deep.equal({ Name: 'Mine' })
        expect(error.versions.stored).to.include({ Name: 'Theirs' })
        expect(error.versions.stored).to.include.keys('LastModifiedDate', 'LastModifiedById')
      }
      expect(await nameOf(path)).to.equal('Theirs')
    })

    it('so do upserts, deletes and saves of many', async () => {
      const { id, path, version } = await fresh({ Name: 'First', external_code__c: 'late' })
      await server.patch(path, { Name: 'Theirs' })
      const headers = { 'If-Match': version }
      const upsert = await save('PATCH', 'sobjects/Account/external_code__c/late', { Name: 'Mine' }, headers)
      expectError(upsert, 412, 'PRECONDITION_FAILED')
      expectError(await save('DELETE', path, undefined, headers), 412, 'PRECONDITION_FAILED')
      const records = [{ attributes: { type: 'Account' }, Id: id, Name: 'Mine' }]
      const { status, results } = await save('PATCH', 'composite/sobjects', { records }, headers)
      expect(status).to.equal(200)
      const [error] = (results[0] as SaveResult).errors
      expect(error).to.include({ statusCode: 'PRECONDITION_FAILED' })
      const { versions } = error as unknown as Versions
      expect(versions.submitted).to.deep.equal({ Name: 'Mine' })
      expect(versions.stored).to.include({ Name: 'Theirs' })
      expect(await nameOf(path)).to.equal('Theirs')
    })

    it('If-Unmodified-Since lets a save through whose second is not over', async () => {
      const { path, version } = await fresh()
      const second = new Date(version.replace('+0000', 'Z')).toUTCString()
      const answer = await save('PATCH', path, { Name: 'Second' }, { 'If-Unmodified-Since': second })
      expect(answer.status).to.equal(204)
    })

    for (const [header, value] of [
      ['If-Match', '"33a64df5"'],
      ['If-Unmodified-Since', 'yesterday'],
    ] as const) {
      it(`refuses ${header}: ${value}`, async () => {
        const { path } = await fresh()
        const error = expectError(
          await save('PATCH', path, { Name: 'x' }, { [header]: value }),
          400,
          'INVALID_INPUT',
        )
        expect(error.message).to.include(header)
      })
    }
  })

  describe('twice, with an idempotency key', () => {
    const post = (path: string, body: unknown, key: string): Promise<Answer> =>
      save('POST', path, body, { 'Idempotency-Key': key })
    const countNamed = async (Name: string): Promise<number> =>
      (await server.query(`SELECT Id FROM Account WHERE Name = '${Name}'`)).length
    const collection = (Name: string) => ({
      allOrNone: false,
      records: [
        { attributes: { type: 'Account' }, Name },
        { attributes: { type: 'Contact' }, LastName: Name },
        { attributes: { type: 'Account' }, Name: null },
        { attributes: { type: 'Account' }, Name },
      ],
    })

    it('saves once and answers the same', async () => {
      const first = await post('sobjects/Account', { Name: 'Key A' }, 'a')
      const second = await post('sobjects/Account', { Name: 'Key A' }, 'a')
      expect([first.status, second.status]).to.deep.equal([201, 201])
      expect(second.record).to.deep.equal(first.record)
      expect(await countNamed('Key A')).to.equal(1)
    })

    it('at the same time, too', async () => {
      const answers = await Promise.all(
        Array.from({ length: 8 }, () => post('sobjects/Account', { Name: 'Key B' }, 'b')),
      )
      expect(new Set(answers.map(answer => answer.text)).size, answers[0]?.text).to.equal(1)
      expect(answers[0]?.status).to.equal(201)
      expect(await countNamed('Key B')).to.equal(1)
    })

    it('refuses other content under the same key', async () => {
      await post('sobjects/Account', { Name: 'Key C' }, 'c')
      expectError(await post('sobjects/Account', { Name: 'Key D' }, 'c'), 422, 'IDEMPOTENCY_KEY_REUSED')
      expectError(await post('sobjects/Contact', { LastName: 'Key C' }, 'c'), 422, 'IDEMPOTENCY_KEY_REUSED')
      expect(await countNamed('Key D')).to.equal(0)
    })

    it('covers a list of several objects with its failures', async () => {
      const first = await post('composite/sobjects', collection('Key E'), 'e')
      expect(first.results.map(result => result.success)).to.deep.equal([true, true, false, true])
      expect((await post('composite/sobjects', collection('Key E'), 'e')).text).to.equal(first.text)
      expect(await countNamed('Key E')).to.equal(2)
      const other = { ...collection('Key E'), records: collection('Key E').records.slice(0, 2) }
      expectError(await post('composite/sobjects', other, 'e'), 422, 'IDEMPOTENCY_KEY_REUSED')
    })

    it('leaves a list that was not saved free to be sent again', async () => {
      const bad = { ...collection('Key F'), allOrNone: true }
      const { results } = await post('composite/sobjects', bad, 'f')
      expect(results.some(result => result.success)).to.equal(false)
      const good = { allOrNone: true, records: bad.records.filter(record => record.Name !== null) }
      expect((await post('composite/sobjects', good, 'f')).results.every(({ success }) => success)).to.equal(
        true,
      )
      expect(await countNamed('Key F')).to.equal(2)
    })

    it('repeats failures that quote what cannot be stored', async () => {
      const body = { records: [{ attributes: { type: 'Account' }, Name: 'Key G', 'N\u0000\ud800': 1 }] }
      const first = await post('composite/sobjects', body, 'g')
      expect(first.results[0]?.success, first.text).to.equal(false)
      expect((await post('composite/sobjects', body, 'g')).text).to.equal(first.text)
    })

    it('refuses keys that are none', async () => {
      const long = await post('sobjects/Account', { Name: 'Key' }, 'k'.repeat(256))
      expectError(long, 400, 'INVALID_INPUT')
      expectError(await post('sobjects/Account', { Name: 'Key' }, ''), 400, 'INVALID_INPUT')
    })
  })
})
