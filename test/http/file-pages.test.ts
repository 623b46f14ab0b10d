import { expect } from 'chai'
import { startTestServer, type TestServer } from '../support/test-server.ts'
import { addPortalUser, addUser, type TestUser } from '../support/test-users.ts'

interface Sent {
  readonly name: string
  readonly content: string
}

describe('the pages of files', () => {
  let server: TestServer
  let account: string
  let clerk: TestUser

  before(async function () {
    this.timeout(60_000)
    server = await startTestServer({ largestFile: 1024 * 1024 })
    account = await server.create('Account', { Name: 'Northlight' })
    clerk = await addUser(server, 'Read_Only')
  })
  after(() => server.close())

  const open = async (path: string, { token } = server as { readonly token: string }) => {
    const response = await fetch(server.url + path, {
      headers: { cookie: `sid=${token}` },
      redirect: 'manual',
    })
    return { status: response.status, headers: response.headers, text: await response.text() }
  }
  const proofOf = async (path: string, who: { readonly token: string }) =>
    /name="_csrf" value="([^"]*)"/.exec((await open(path, who)).text)?.[1] ?? ''
  const post = async (
    path: string,
    sent: readonly Sent[],
    {
      who = server as { readonly token: string },
      proof = '',
      accept = 'text/html',
      fields = [] as readonly (readonly [name: string, value: string])[],
    } = {},
  ) => {
    const body = new FormData()
    for (const [name, value] of fields) body.append(name, value)
    body.append('_csrf', proof || (await proofOf('/lightning/page/home', who)))
    for (const { name, content } of sent) body.append('file', new Blob([content]), name)
    const response = await fetch(server.url + path, {
      method: 'POST',
      headers: { cookie: `sid=${who.token}`, accept },
      body,
      redirect: 'manual',
    })
    const location = response.headers.get('location') ?? ''
    return { status: response.status, location, text: await response.text() }
  }
  const files = (record = account): string => `/lightning/r/Account/${record}/files`
  const fileOf = async (title: string) => {
    const [found] = await server.query(
      `SELECT ContentDocumentId, ContentDocument.LatestPublishedVersionId FROM ContentDocumentLink WHERE LinkedEntityId = '${account}' AND ContentDocument.Title = '${title}'`,
    )
    const document = found?.ContentDocument as { readonly LatestPublishedVersionId: string } | undefined
    return { id: String(found?.ContentDocumentId), version: document?.LatestPublishedVersionId ?? '' }
  }

  it('say that there are none yet, and take some', async () => {
    const { text } = await open(`${files()}/card`)
    expect(text)
      .to.include('No files yet.')
      .and.include(`action="${files()}"`)
      .and.include('multipart/form-data')
    const { status, location } = await post(files(), [
      { name: 'notes.txt', content: 'one <b>two</b>' },
      { name: 'page.html', content: '<script>alert(1)</script>' },
      { name: 'Zażółć "日本" 100%.png', content: 'no picture' },
    ])
    expect(status).to.equal(303)
    expect(location).to.equal(`/lightning/r/Account/${account}/view`)
    const card = await open(`${files()}/card`)
    expect(card.text)
      .to.include('>notes</a>')
      .and.include('Zażółć &quot;日本&quot; 100%')
      .and.include('14 bytes')
      .and.include('(3)')
  })

  it('are on the page of a record, behind its lists', async () => {
    const { text } = await open(`/lightning/r/Account/${account}/view`)
    expect(text).to.include(`hx-get="${files()}/card"`)
    const user = await open(`/lightning/r/User/${clerk.id}/view`)
    expect(user.text).not.to.include('card-files')
  })

  it('take nothing from forms of other sites, and nothing without the right', async () => {
    const one = [{ name: 'evil.txt', content: 'x' }]
    expect((await post(files(), one, { proof: 'x'.repeat(60) })).status).to.equal(403)
    expect((await open(`${files()}/card`, clerk)).text).not.to.include('type="file"')
    const refused = await post(files(), one, { who: clerk })
    expect(refused.status).to.equal(422)
    expect(refused.text).to.include('evil.txt').and.include('You may not')
    expect(await server.query("SELECT Id FROM ContentVersion WHERE PathOnClient = 'evil.txt'")).to.deep.equal(
      [],
    )
  })

  it('say which file was wrong, keep the others, and ask for one when there is none', async () => {
    const large = { name: 'large.bin', content: 'x'.repeat(1024 * 1024 + 1) }
    expect((await post(files(), [large])).status).to.equal(413)
    const asScript = await post(`${files()}/one`, [large], { accept: 'application/json' })
    expect(asScript.status).to.equal(413)
    expect(JSON.parse(asScript.text)).to.deep.equal({ problem: 'A file is larger than 1 MB.' })
    const none = await post(files(), [])
    expect(none.status).to.equal(422)
    expect(none.text).to.include('Choose a file first.')
  })

  it('show a text as text, and hand everything out so that nothing of it runs', async () => {
    const text = await fileOf('notes')
    const page = await open(`${files()}/${text.id}`)
    expect(page.text).to.include('one &lt;b&gt;two&lt;/b&gt;').and.include('Version 1')
    for (const title of ['notes', 'page']) {
      const { version } = await fileOf(title)
      for (const way of ['download', 'preview']) {
        const { headers } = await open(`/lightning/files/${version}/${way}`)
        expect(headers.get('content-disposition'), title).to.match(/^attachment/)
        expect(headers.get('content-type')).to.equal('application/octet-stream')
        expect(headers.get('content-security-policy')).to.equal("default-src 'none'; sandbox")
        expect(headers.get('x-content-type-options')).to.equal('nosniff')
      }
    }
    const picture = await open(`/lightning/files/${(await fileOf('Zażółć "日本" 100%')).version}/preview`)
    expect(picture.headers.get('content-type')).to.equal('image/png')
    expect(picture.headers.get('content-disposition')).to.equal(null)
    expect(picture.headers.get('content-security-policy')).to.equal("default-src 'none'; sandbox")
  })

  it('have versions, and a title that stays', async () => {
    const { id } = await fileOf('notes')
    const { location } = await post(`${files()}/${id}/versions`, [
      { name: 'Other name.txt', content: 'better' },
    ])
    expect(location).to.equal(`${files()}/${id}`)
    const page = await open(location)
    expect(page.text)
      .to.include('Version 2 · Other name.txt')
      .and.include('Version 1 · notes.txt')
      .and.include('better')
    expect((await fileOf('notes')).id).to.equal(id)
  })

  it('take a file off a record, and put it back', async () => {
    const { id } = await fileOf('notes')
    expect((await post(`${files()}/${id}/remove`, [])).location).to.equal(
      `/lightning/r/Account/${account}/view`,
    )
    expect((await open(`${files()}/${id}`)).status).to.equal(404)
    const [link] = await server.query(
      `SELECT Id FROM ContentDocumentLink WHERE ContentDocumentId = '${id}' ALL ROWS`,
    )
    await post(`${files()}/${link?.Id}/restore`, [])
    expect((await open(`${files()}/${id}`)).status).to.equal(200)
  })

  it('put back no file that is on the record again', async () => {
    const { id } = await fileOf('notes')
    const linkOf = () =>
      server.query(
        `SELECT Id FROM ContentDocumentLink WHERE ContentDocumentId = '${id}' AND LinkedEntityId = '${account}'`,
      )
    const [link] = await linkOf()
    await post(`${files()}/${id}/remove`, [])
    await server.create('ContentDocumentLink', { ContentDocumentId: id, LinkedEntityId: account })
    const again = await linkOf()
    expect((await post(`${files()}/${link?.Id}/restore`, [])).status).to.equal(303)
    expect(await linkOf()).to.deep.equal(again)
  })

  it('of attachments and versions are kept from their own pages', async () => {
    const id = await server.create('Attachment', { Name: 'old.txt', ParentId: account, Body: 'aGk=' })
    const bytes = `/lightning/r/Attachment/${id}/bytes/Body`
    expect((await open(`/lightning/r/Attachment/${id}/view`)).text).to.include(`href="${bytes}" download`)
    const { headers, text } = await open(bytes)
    expect(text).to.equal('hi')
    expect(headers.get('content-disposition')).to.match(/^attachment; filename=old.txt/)
    const { version } = await fileOf('notes')
    const page = await open(`/lightning/r/ContentVersion/${version}/view`)
    expect(page.text).to.include(`/lightning/r/ContentVersion/${version}/bytes/VersionData`)
  })

  it('go with their record and come back with it', async () => {
    const record = await server.create('Account', { Name: 'Short' })
    await post(files(record), [{ name: 'gone.txt', content: 'x' }])
    await post(`/lightning/r/Account/${record}/delete`, [])
    expect((await open(files(record))).status).to.equal(404)
    await post(`/lightning/r/Account/${record}/undelete`, [])
    expect((await open(files(record))).text).to.include('>gone</a>')
  })

  it('deleted alone do not keep their record from coming back', async () => {
    const record = await server.create('Account', { Name: 'Shorter' })
    await post(files(record), [{ name: 'lost.txt', content: 'x' }])
    const [file] = await server.query("SELECT Id FROM ContentDocument WHERE Title = 'lost'")
    await post(`/lightning/r/Account/${record}/delete`, [])
    await server.delete(`sobjects/ContentDocument/${file?.Id}`)
    await post(`/lightning/r/Account/${record}/undelete`, [])
    expect((await open(files(record))).text).to.include('No files yet.')
    await post(`/lightning/r/ContentDocument/${file?.Id}/undelete`, [])
    expect((await open(files(record))).text).to.include('>lost</a>')
  })

  it('delete a file when they are asked twice', async () => {
    const { id, version } = await fileOf('page')
    const asked = await open(`${files()}/${id}/delete`)
    expect(asked.text).to.include(`action="${files()}/${id}/delete"`)
    expect((await post(`${files()}/${id}/delete`, [])).status).to.equal(303)
    expect((await open(`/lightning/files/${version}/download`)).status).to.equal(404)
  })

  it('are as if they were not there for those who do not see the record', async () => {
    const designer = await addPortalUser(server, 'Acme Devices', 'Hardware_Designer')
    const { id, version } = await fileOf('notes')
    for (const path of [
      `${files()}/card`,
      files(),
      `${files()}/${id}`,
      `/lightning/files/${version}/download`,
    ])
      expect((await open(path, designer)).status, path).to.equal(404)
    const one = [{ name: 'evil.txt', content: 'x' }]
    expect((await post(files(), one, { who: designer })).status).to.equal(404)
    const own = `/lightning/r/Account/${designer.account}/files/${id}`
    expect((await open(own, designer)).status).to.equal(404)
  })

  describe('a form for a new record', () => {
    let designer: TestUser & { readonly account: string }
    before(async () => {
      designer = await addPortalUser(server, 'Form and Function', 'Hardware_Designer')
    })

    const send = (sent: readonly Sent[], fields: readonly (readonly [string, string])[]) =>
      post('/lightning/o/Order/new', sent, {
        who: designer,
        fields: [
          ['title__c', 'With files'],
          ['AccountId', designer.account],
          ['AccountId', 'Form and Function'],
          ...fields,
        ],
      })
    const titlesOf = async (location: string) => {
      const order = /\/Order\/(\w+)\//.exec(location)?.[1]
      const links = await server.query(
        `SELECT ContentDocument.Title FROM ContentDocumentLink WHERE LinkedEntityId = '${order}'`,
      )
      return links.map(({ ContentDocument }) => (ContentDocument as { readonly Title: string }).Title)
    }

    it('that is refused keeps its files, and they go with the record once it is right', async () => {
      const refused = await send([{ name: 'gear.txt', content: 'teeth' }], [])
      expect(refused.status).to.equal(422)
      const kept = /name="_files" value="(\w+)" checked> gear/.exec(refused.text)?.[1] ?? ''
      expect(kept).to.have.length(18)
      const other = await server.create('ContentVersion', { PathOnClient: 'secret.txt', VersionData: 'aGk=' })
      const [{ ContentDocumentId: secret } = {}] = await server.query(
        `SELECT ContentDocumentId FROM ContentVersion WHERE Id = '${other}'`,
      )
      const saved = await send(
        [{ name: 'more.txt', content: 'm' }],
        [
          ['EffectiveDate', '2099-12-31'],
          ['_files', kept],
          ['_files', String(secret)],
          ['_files', 'nothing'],
        ],
      )
      expect(saved.status, saved.text.slice(0, 500)).to.equal(303)
      expect((await titlesOf(saved.location)).sort()).to.deep.equal(['gear', 'more'])
    })

    it('is saved once with its files, however often it is sent', async () => {
      const fields = [
        ['EffectiveDate', '2099-12-31'],
        ['_key', 'pressed-twice'],
      ] as const
      const first = await send([{ name: 'once.txt', content: 'o' }], fields)
      const second = await send([], fields)
      expect(second.location).to.equal(first.location)
      expect(await titlesOf(first.location)).to.deep.equal(['once'])
    })

    it('takes no files where the layout says nothing of them', async () => {
      const form = await open('/lightning/o/Contact/new')
      expect(form.text).not.to.include('type="file"')
    })
  })
})
