import { randomBytes } from 'node:crypto'
import { readdir, readlink } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { setTimeout } from 'node:timers/promises'
import { expect } from 'chai'
import pg from 'pg'
import { makeId } from '../../server/kernel/ids.ts'
import { API, type Client, expectError, type Fields } from '../support/test-client.ts'
import { testDatabase } from '../support/test-database.ts'
import { metadataFiles, sourceFiles } from '../support/test-org.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'
import { addPortalUser, addUser, type TestUser } from '../support/test-users.ts'

const MEGABYTE = 1024 * 1024
/** More than one part of a file, and not a round number of them. */
const BYTES = randomBytes(600_001)

/** Deals are open to nobody but those whom they are shared with. */
const DEALS = {
  'objects/deal__c/object.json': { label: 'Deal', pluralLabel: 'Deals', sharingModel: 'Private' },
  'profiles/Clerk.json': {
    label: 'Clerk',
    userPermissions: [{ name: 'ApiEnabled', enabled: true }],
    objectPermissions: ['deal__c', 'ContentVersion', 'ContentDocument', 'ContentDocumentLink', 'User'].map(
      object => ({
        object,
        allowRead: true,
        ...(object !== 'User' && { allowCreate: true, allowEdit: true, allowDelete: true }),
      }),
    ),
  },
}

describe('files over the API', () => {
  let server: TestServer
  let account: string
  before(async function () {
    this.timeout(60_000)
    const files = [...(await metadataFiles()), ...sourceFiles(DEALS, 'acme', ['standard'])]
    server = await startTestServer({ files, largestFile: MEGABYTE })
    account = await server.create('Account', { Name: 'Files' })
  })
  after(() => server.close())

  const download = async (client: { readonly token: string }, path: string) => {
    const response = await fetch(server.url + (path.startsWith('/') ? path : API + path), {
      headers: { authorization: `Bearer ${client.token}` },
    })
    return {
      status: response.status,
      headers: response.headers,
      bytes: Buffer.from(await response.arrayBuffer()),
    }
  }
  const upload = (
    fields: Fields,
    bytes: Buffer,
    { object = 'ContentVersion', method = 'POST', part = 'VersionData', as = server as Client } = {},
  ) => {
    const form = new FormData()
    form.append('entity_content', new Blob([JSON.stringify(fields)], { type: 'application/json' }))
    form.append(part, new Blob([new Uint8Array(bytes)]), 'x.bin')
    const sent = new Request('http://x', { method: 'POST', body: form })
    return sent.arrayBuffer().then(body =>
      as.send(method, `sobjects/${object}`, {
        body: new Uint8Array(body),
        headers: { 'content-type': sent.headers.get('content-type') ?? '' },
      }),
    )
  }
  const versionOf = (id: string) =>
    server.query(
      `SELECT Title, FileType, FileExtension, ContentSize, Checksum, VersionNumber, IsLatest, ContentDocumentId, VersionData FROM ContentVersion WHERE Id = '${id}'`,
    )

  it('come in as base64 of JSON, and go out byte by byte', async () => {
    const id = await server.create('ContentVersion', {
      PathOnClient: 'C:\\drawings\\Gear box.PDF',
      VersionData: BYTES.toString('base64'),
      FirstPublishLocationId: account,
    })
    const [version] = await versionOf(id)
    expect(version).to.include({
      Title: 'Gear box',
      FileType: 'PDF',
      FileExtension: 'pdf',
      ContentSize: BYTES.length,
      VersionNumber: '1',
      IsLatest: true,
    })
    const address = `${API}sobjects/ContentVersion/${id}/VersionData`
    expect(version?.VersionData).to.equal(address)
    const { status, headers, bytes } = await download(server, address)
    expect(status).to.equal(200)
    expect(bytes.equals(BYTES)).to.equal(true)
    expect(Object.fromEntries(headers)).to.include({
      'content-type': 'application/octet-stream',
      'content-length': String(BYTES.length),
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
    })
    expect(headers.get('content-disposition')).to.match(/^attachment; filename="Gear box.PDF"/)
    const [document] = await server.query(
      `SELECT Title, FileType, ContentSize, LatestPublishedVersionId, (SELECT LinkedEntityId, ShareType, Visibility FROM ContentDocumentLinks) FROM ContentDocument WHERE Id = '${version?.ContentDocumentId}'`,
    )
    expect(document).to.include({
      Title: 'Gear box',
      FileType: 'PDF',
      ContentSize: BYTES.length,
      LatestPublishedVersionId: id,
    })
    const links = document?.ContentDocumentLinks as { readonly records: readonly Fields[] } | undefined
    expect(links?.records[0]).to.include({
      LinkedEntityId: account,
      ShareType: 'I',
      Visibility: 'AllUsers',
    })
  })

  it('come in as a part of a form', async () => {
    const answer = await upload({ Title: 'Parts', PathOnClient: 'parts.csv' }, BYTES)
    expect(answer.status, answer.text).to.equal(201)
    const [version] = await versionOf(String(answer.record.id))
    expect(version).to.include({ Title: 'Parts', FileType: 'CSV', ContentSize: BYTES.length })
    const { bytes } = await download(server, `sobjects/ContentVersion/${answer.record.id}/VersionData`)
    expect(bytes.equals(BYTES)).to.equal(true)
  })

  it('go both ways as jsforce sends and reads them, in the version that it asks for by itself', async () => {
    const root = '/services/data/v50.0'
    const created = await server.post(`${root}/sobjects/ContentVersion`, {
      ...{ Title: 'Real', PathOnClient: 'real.bin', FirstPublishLocationId: account },
      VersionData: BYTES.toString('base64'),
    })
    expect(created.record).to.include({ success: true }).and.have.property('errors').that.deep.equals([])
    // What is retrieved names where its bytes are; streams of them are asked for compressed.
    const { record } = await server.get(`${root}/sobjects/ContentVersion/${created.record.id}`)
    expect(record.VersionData).to.equal(`${root}/sobjects/ContentVersion/${created.record.id}/VersionData`)
    const back = await fetch(server.url + String(record.VersionData), {
      headers: { authorization: `Bearer ${server.token}`, 'accept-encoding': 'gzip,deflate' },
    })
    expect(Buffer.from(await back.arrayBuffer()).equals(BYTES)).to.equal(true)
    const several = await server.post(`${root}/composite/sobjects`, {
      allOrNone: false,
      records: ['one', 'two'].map(text => ({
        ...{ attributes: { type: 'ContentVersion' }, PathOnClient: `${text}.txt` },
        VersionData: Buffer.from(text).toString('base64'),
      })),
    })
    const texts = await Promise.all(
      several.results.map(async ({ id }) => {
        const { bytes } = await download(server, `${root}/sobjects/ContentVersion/${id}/VersionData`)
        return bytes.toString()
      }),
    )
    expect(texts).to.deep.equal(['one', 'two'])
  })

  it('may be empty, and as large as the limit, and no larger', async () => {
    const sizes = [0, 1, MEGABYTE]
    for (const size of sizes) {
      const answer = await upload({ PathOnClient: `${size}.bin` }, Buffer.alloc(size, 7))
      expect(answer.status, answer.text).to.equal(201)
      const { bytes } = await download(server, `sobjects/ContentVersion/${answer.record.id}/VersionData`)
      expect(bytes.length).to.equal(size)
    }
    const large = Buffer.alloc(MEGABYTE + 1)
    expectError(await upload({ PathOnClient: 'large.bin' }, large), 413, 'REQUEST_TOO_LARGE')
    const asText = { PathOnClient: 'large.bin', VersionData: large.toString('base64') }
    expectError(await server.post('sobjects/ContentVersion', asText), 413, 'REQUEST_TOO_LARGE')
    expect(
      await server.query("SELECT Id FROM ContentVersion WHERE PathOnClient = 'large.bin'"),
    ).to.deep.equal([])
  })

  const REFUSED: readonly (readonly [given: string, fields: () => Fields, status: number, code: string])[] = [
    [
      'text that is not base64',
      () => ({ PathOnClient: 'a.txt', VersionData: 'no base64!' }),
      400,
      'INVALID_INPUT',
    ],
    [
      'an object instead of bytes',
      () => ({ PathOnClient: 'a.txt', VersionData: { bytes: 1, md5: 'x' } }),
      400,
      'JSON_PARSER_ERROR',
    ],
    ['no bytes', () => ({ PathOnClient: 'a.txt' }), 400, 'REQUIRED_FIELD_MISSING'],
    ['no name', () => ({ VersionData: 'aGk=' }), 400, 'REQUIRED_FIELD_MISSING'],
    [
      'a size of its own',
      () => ({ PathOnClient: 'a.txt', VersionData: 'aGk=', ContentSize: 1 }),
      400,
      'INVALID_FIELD_FOR_INSERT_UPDATE',
    ],
    [
      'a record that is not there',
      () => ({ PathOnClient: 'a.txt', VersionData: 'aGk=', FirstPublishLocationId: makeId('001', 7) }),
      400,
      'INVALID_CROSS_REFERENCE_KEY',
    ],
  ]
  for (const [given, fields, status, code] of REFUSED) {
    it(`with ${given} are refused, and nothing is left`, async () => {
      const count = async () => (await server.query('SELECT COUNT(Id) n FROM ContentDocument'))[0]?.n
      const before = await count()
      expectError(await server.post('sobjects/ContentVersion', fields()), status, code)
      expect(await count()).to.equal(before)
    })
  }

  it('in parts that cannot be read are refused', async () => {
    const send = (body: string, type: string) =>
      server.send('POST', 'sobjects/ContentVersion', { body, headers: { 'content-type': type } })
    expectError(await send('x', 'multipart/form-data'), 400, 'INVALID_INPUT')
    expectError(await send('--b\r\nnothing', 'multipart/form-data; boundary=b'), 400, 'INVALID_INPUT')
    const part =
      '--b\r\ncontent-disposition: form-data; name="entity_content"\r\ncontent-type: application/json\r\n\r\n{"Title"\r\n--b--\r\n'
    expectError(await send(part, 'multipart/form-data; boundary=b'), 400, 'JSON_PARSER_ERROR')
  })

  it('that break off on the way leave nothing', async () => {
    const { hostname, port } = new URL(server.url)
    const begun = async (): Promise<number> => {
      const folders = (await readdir(tmpdir())).filter(name =>
        name.startsWith(`atelier-upload-${process.pid}-`),
      )
      const open = await readdir('/proc/self/fd').catch(() => [])
      const targets = await Promise.all(open.map(fd => readlink(`/proc/self/fd/${fd}`).catch(() => '')))
      return folders.length + targets.filter(target => target.includes('atelier-upload-')).length
    }
    const head = [
      `POST ${API}sobjects/ContentVersion HTTP/1.1`,
      `Host: ${hostname}`,
      `Authorization: Bearer ${server.token}`,
      'Content-Type: multipart/form-data; boundary=b',
      'Content-Length: 100000',
    ]
    const part = '--b\r\ncontent-disposition: form-data; name="VersionData"; filename="a.bin"\r\n\r\nhalf'
    const socket = connect(Number(port), hostname)
    await new Promise(resolve => socket.write(`${head.join('\r\n')}\r\n\r\n${part}`, resolve))
    while ((await begun()) === 0) await setTimeout(10)
    socket.destroy()
    while ((await begun()) > 0) await setTimeout(10)
    expect(await server.query("SELECT Id FROM ContentVersion WHERE PathOnClient = 'a.bin'")).to.deep.equal([])
  })

  it('come many at once, and those that are wrong keep no other ones out', async () => {
    const record = await server.create('Account', { Name: 'Many' })
    const records = Array.from({ length: 60 }, (_, n) => ({
      attributes: { type: 'ContentVersion' },
      PathOnClient: `many-${n}.txt`,
      FirstPublishLocationId: record,
      VersionData: n % 20 === 7 ? '?' : Buffer.from(`content ${n}`).toString('base64'),
    }))
    const { results } = await server.send('POST', 'composite/sobjects', {
      body: { allOrNone: false, records },
    })
    expect(results.filter(({ success }) => !success)).to.have.length(3)
    const links = await server.query(
      `SELECT COUNT(Id) n FROM ContentDocumentLink WHERE LinkedEntityId = '${record}'`,
    )
    expect(links).to.deep.equal([{ n: 57 }])
    const last = await download(server, `sobjects/ContentVersion/${results[59]?.id}/VersionData`)
    expect(last.bytes.toString()).to.equal('content 59')
  })

  it('have versions, one after the other, and only the document is deleted', async () => {
    const first = await server.create('ContentVersion', {
      PathOnClient: 'plan.txt',
      VersionData: 'b25l',
      FirstPublishLocationId: account,
    })
    const [{ ContentDocumentId } = {}] = await versionOf(first)
    const second = await server.create('ContentVersion', {
      ContentDocumentId,
      PathOnClient: 'plan.pdf',
      VersionData: 'dHdv',
      ReasonForChange: 'better',
    })
    expect((await versionOf(first))[0]).to.include({ VersionNumber: '1', IsLatest: false })
    expect((await versionOf(second))[0]).to.include({ VersionNumber: '2', IsLatest: true })
    const document = () =>
      server.query(
        `SELECT Title, FileType, LatestPublishedVersionId FROM ContentDocument WHERE Id = '${ContentDocumentId}'`,
      )
    expect((await document())[0]).to.deep.equal({
      Title: 'plan',
      FileType: 'PDF',
      LatestPublishedVersionId: second,
    })
    await server.patch(`sobjects/ContentDocument/${ContentDocumentId}`, { Title: 'The plan' })
    expect((await versionOf(second))[0]).to.include({ Title: 'The plan' })
    expectError(
      await server.patch(`sobjects/ContentVersion/${second}`, { VersionData: 'eA==' }),
      400,
      'INVALID_FIELD_FOR_INSERT_UPDATE',
    )
    expectError(await server.delete(`sobjects/ContentVersion/${second}`), 400, 'DELETE_FAILED')
    expectError(
      await server.post('sobjects/ContentDocument', { Title: 'x' }),
      400,
      'CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY',
    )
    expect((await server.delete(`sobjects/ContentDocument/${ContentDocumentId}`)).status).to.equal(204)
    for (const id of [first, second])
      expect((await download(server, `sobjects/ContentVersion/${id}/VersionData`)).status).to.equal(404)
  })

  it('of two who save the next version at once, both are kept in an order', async () => {
    const first = await server.create('ContentVersion', { PathOnClient: 'race.txt', VersionData: 'b25l' })
    const [{ ContentDocumentId } = {}] = await versionOf(first)
    const next = () =>
      server.create('ContentVersion', { ContentDocumentId, PathOnClient: 'race.txt', VersionData: 'dHdv' })
    await Promise.all([next(), next(), next()])
    const versions = await server.query(
      `SELECT VersionNumber, IsLatest FROM ContentVersion WHERE ContentDocumentId = '${ContentDocumentId}' ORDER BY VersionNumber`,
    )
    expect(versions.map(({ VersionNumber, IsLatest }) => `${VersionNumber} ${IsLatest}`)).to.deep.equal([
      '1 false',
      '2 false',
      '3 false',
      '4 true',
    ])
  })

  it('are linked to a record once, also while somebody else is about to link them', async () => {
    const record = await server.create('Account', { Name: 'Linked at once' })
    const [{ ContentDocumentId } = {}] = await versionOf(
      await server.create('ContentVersion', { PathOnClient: 'once.txt', VersionData: 'b25l' }),
    )
    const fields = { ContentDocumentId, LinkedEntityId: record }
    const link = await server.create('ContentDocumentLink', fields)
    await server.delete(`sobjects/ContentDocumentLink/${link}`)
    const other = new pg.Client({ connectionString: (await testDatabase()).url })
    await other.connect()
    await other.query('BEGIN')
    await other.query(
      `UPDATE "${server.app.org.schema}".contentdocumentlink SET isdeleted = false WHERE id = $1`,
      [link],
    )
    const waits = server.post('sobjects/ContentDocumentLink', fields)
    await setTimeout(300)
    await other.query('COMMIT')
    await other.end()
    expectError(await waits, 400, 'DUPLICATE_VALUE')
    const links = await server.query(`SELECT Id FROM ContentDocumentLink WHERE LinkedEntityId = '${record}'`)
    expect(links).to.deep.equal([{ Id: link }])
  })

  it('stay in the hands of their owner when their record is deleted', async () => {
    const record = await server.create('Account', { Name: 'Short' })
    const id = await server.create('ContentVersion', {
      PathOnClient: 'a.txt',
      VersionData: 'aGk=',
      FirstPublishLocationId: record,
    })
    const links = () => server.query(`SELECT Id FROM ContentDocumentLink WHERE LinkedEntityId = '${record}'`)
    expect(await links()).to.have.length(1)
    await server.delete(`sobjects/Account/${record}`)
    expect(await links()).to.have.length(0)
    expect((await download(server, `sobjects/ContentVersion/${id}/VersionData`)).status).to.equal(200)
  })

  it('are attachments, too, whose body may be put in the place of another', async () => {
    const id = await server.create('Attachment', { Name: 'a.txt', ParentId: account, Body: 'b25l' })
    const read = async () => (await download(server, `sobjects/Attachment/${id}/Body`)).bytes.toString()
    expect(await read()).to.equal('one')
    expect((await server.get(`sobjects/Attachment/${id}`)).record).to.include({
      BodyLength: 3,
      Body: `${API}sobjects/Attachment/${id}/Body`,
    })
    await server.patch(`sobjects/Attachment/${id}`, { Body: Buffer.from('another').toString('base64') })
    expect(await read()).to.equal('another')
    const answer = await upload({ Name: 'b.txt' }, Buffer.from('third'), {
      object: `Attachment/${id}`,
      method: 'PATCH',
      part: 'Body',
    })
    expect(answer.status, answer.text).to.equal(204)
    expect(await read()).to.equal('third')
    const { rows } = await server.app.org.database.run({
      text: `SELECT count(*) FROM "${server.app.org.schema}"._body_part WHERE body NOT IN (SELECT id FROM "${server.app.org.schema}"._body)`,
      values: [],
    })
    expect(rows).to.deep.equal([['0']])
  })

  it('are described as Salesforce describes them', async () => {
    const { record } = await server.get('sobjects/ContentVersion/describe')
    const fields = record.fields as readonly Fields[]
    expect(fields.find(({ name }) => name === 'VersionData')).to.include({
      type: 'base64',
      soapType: 'xsd:base64Binary',
      filterable: false,
    })
    expect(fields.find(({ name }) => name === 'ContentSize')).to.include({
      createable: false,
      updateable: false,
    })
  })

  describe('who sees a record sees its files, and nobody else', () => {
    let owner: TestUser
    let other: TestUser
    let file: string
    let document: unknown
    before(async () => {
      owner = await addUser(server, 'Clerk')
      other = await addUser(server, 'Clerk')
      const record = await owner.create('deal__c', { Name: 'Deal' })
      file = await owner.create('ContentVersion', {
        PathOnClient: 'offer.txt',
        VersionData: 'aGk=',
        FirstPublishLocationId: record,
      })
      document = (await versionOf(file))[0]?.ContentDocumentId
      account = record
    })

    const objects = ['ContentVersion', 'ContentDocument', 'ContentDocumentLink']
    const seenBy = async (user: TestUser) => {
      const found = await Promise.all(
        objects.map(object =>
          user.query(
            `SELECT Id FROM ${object} WHERE ${object === 'ContentDocument' ? 'Id' : 'ContentDocumentId'} = '${document}'`,
          ),
        ),
      )
      return found.map(rows => rows.length)
    }

    it('a guessed id is answered as one that is not there', async () => {
      expect(await seenBy(owner)).to.deep.equal([1, 1, 1])
      expect(await seenBy(other)).to.deep.equal([0, 0, 0])
      const none = makeId('068', 2 ** 40)
      const blind = (text: string, id: string) => text.replaceAll(id, '?')
      for (const path of ['', '/VersionData']) {
        const hidden = await other.get(`sobjects/ContentVersion/${file}${path}`)
        const missing = await other.get(`sobjects/ContentVersion/${none}${path}`)
        expectError(hidden, 404, 'NOT_FOUND')
        expect(blind(hidden.text, file)).to.equal(blind(missing.text, none))
      }
      const next = (ContentDocumentId: unknown) =>
        other.post('sobjects/ContentVersion', {
          ContentDocumentId,
          PathOnClient: 'mine.txt',
          VersionData: 'aGk=',
        })
      const hidden = await next(document)
      expectError(hidden, 403, 'INSUFFICIENT_ACCESS_OR_READONLY')
      expect(hidden.text).to.equal((await next(makeId('069', 2 ** 40))).text)
      const link = { ContentDocumentId: document, LinkedEntityId: other.id }
      expectError(await other.post('sobjects/ContentDocumentLink', link), 400, 'INVALID_CROSS_REFERENCE_KEY')
    })

    it('a share of the record opens them, to read or to change', async () => {
      const share = (AccessLevel: string) =>
        owner.post(`/services/atelier/shares/${account}`, { UserOrGroupId: other.id, AccessLevel })
      await share('Read')
      expect(await seenBy(other)).to.deep.equal([1, 1, 1])
      expect(
        (await download(other, `sobjects/ContentVersion/${file}/VersionData`)).bytes.toString(),
      ).to.equal('hi')
      const version = { ContentDocumentId: document, PathOnClient: 'offer.txt', VersionData: 'aGk=' }
      expectError(
        await other.post('sobjects/ContentVersion', version),
        403,
        'INSUFFICIENT_ACCESS_OR_READONLY',
      )
      const first = { PathOnClient: 'more.txt', VersionData: 'aGk=', FirstPublishLocationId: account }
      expectError(await other.post('sobjects/ContentVersion', first), 403, 'INSUFFICIENT_ACCESS_OR_READONLY')
      await share('Edit')
      expect((await other.post('sobjects/ContentVersion', version)).status).to.equal(201)
      expectError(
        await other.delete(`sobjects/ContentDocument/${document}`),
        403,
        'INSUFFICIENT_ACCESS_OR_READONLY',
      )
    })

    it('a link to somebody opens a file to them, and is given once', async () => {
      const third = await addUser(server, 'Clerk')
      expect(await seenBy(third)).to.deep.equal([0, 0, 0])
      const link = { ContentDocumentId: document, LinkedEntityId: third.id, ShareType: 'V' }
      expect((await owner.post('sobjects/ContentDocumentLink', link)).status).to.equal(201)
      expect(await seenBy(third)).to.deep.equal([2, 1, 1])
      expectError(await owner.post('sobjects/ContentDocumentLink', link), 400, 'DUPLICATE_VALUE')
    })

    it('what is linked for those inside is not there for users from outside', async () => {
      const designer = await addPortalUser(server, 'Acme Devices', 'Hardware_Designer')
      const order = await designer.create('Order', {
        AccountId: designer.account,
        EffectiveDate: '2035-01-31',
        title__c: 'Gears',
      })
      const linked = async (Visibility: string) => {
        const id = await server.create('ContentVersion', {
          PathOnClient: `${Visibility}.txt`,
          VersionData: 'aGk=',
        })
        const [version] = await versionOf(id)
        await server.create('ContentDocumentLink', {
          ContentDocumentId: version?.ContentDocumentId,
          LinkedEntityId: order,
          Visibility,
        })
        return id
      }
      const [open, inside] = [await linked('AllUsers'), await linked('InternalUsers')]
      expect((await designer.get(`sobjects/ContentVersion/${open}/VersionData`)).status).to.equal(200)
      expect((await designer.get(`sobjects/ContentVersion/${inside}/VersionData`)).status).to.equal(404)
    })
  })
})
