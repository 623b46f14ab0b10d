import { expect } from 'chai'
import { startTestServer, type TestServer } from '../support/test-server.ts'
import { addUser, type TestUser } from '../support/test-users.ts'

const LIST = '/lightning/o/Account/list'
const NOTICE = /<div class="notice"[\s\S]*?<\/span>/

describe('notices', () => {
  let server: TestServer
  let admin: { readonly token: string }
  let german: TestUser
  let pole: TestUser

  before(async function () {
    this.timeout(60_000)
    server = await startTestServer()
    admin = server
    german = await addUser(server, 'System_Administrator', { LanguageLocaleKey: 'de' })
    pole = await addUser(server, 'System_Administrator', { LanguageLocaleKey: 'pl' })
  })
  after(() => server.close())

  const open = async (path: string, { token }: { readonly token: string }, more = '') => {
    const headers = { cookie: `sid=${token}${more}` }
    const response = await fetch(server.url + path, { headers })
    return response.text()
  }
  /** Sends a form, follows where it leads, and gives what the page there says was done. */
  const send = async (path: string, fields: Readonly<Record<string, string>>, who = admin) => {
    const proof = /name="_csrf" value="([^"]*)"/.exec(await open('/lightning/page/home', who))?.[1] ?? ''
    const response = await fetch(server.url + path, {
      method: 'POST',
      headers: { cookie: `sid=${who.token}` },
      body: new URLSearchParams({ ...fields, _csrf: proof }),
      redirect: 'manual',
    })
    const cookie = /notice=[^;]+/.exec(response.headers.get('set-cookie') ?? '')?.[0] ?? ''
    const location = response.headers.get('location') ?? ''
    const html = await open(location, who, `; ${cookie}`)
    return {
      html,
      status: response.status,
      notice: /<span>([\s\S]*)<\/span>/.exec(NOTICE.exec(html)?.[0] ?? '')?.[1],
    }
  }
  const create = (Name: string, who = admin, retURL = LIST) =>
    send('/lightning/o/Account/new', { Name, retURL, recordTypeId: 'Manufacturer' }, who)
  const created = async (Name: string) => {
    const [found] = await server.query(`SELECT Id FROM Account WHERE Name = '${Name}'`)
    return String(found?.Id)
  }

  it('say which record was created, and lead to it from another page', async () => {
    expect((await create('Northlight')).notice, 'on its own page').to.equal('Account Northlight was created.')
    const { notice } = await create('Tamar <b>Audio</b>', admin, '/lightning/page/home')
    const address = `/lightning/r/Account/${await created('Tamar <b>Audio</b>')}/view`
    expect(notice).to.equal(`<a href="${address}">Account Tamar &lt;b&gt;Audio&lt;/b&gt;</a> was created.`)
  })

  it('are in the language of their reader', async () => {
    expect((await create('Nordlicht', german)).notice).to.equal('Account Nordlicht wurde erstellt.')
    expect((await create('Zorza', pole)).notice).to.equal('Utworzono: Konto Zorza.')
  })

  it('cut long names', async () => {
    const { notice } = await create('😀'.repeat(100))
    expect(notice).to.equal(`Account ${'😀'.repeat(80)}… was created.`)
  })

  it('say which record was saved, by the name that it has now, and which one was deleted', async () => {
    const path = `/lightning/r/Account/${await server.create('Account', { Name: 'Before' })}`
    const opened = { _opened: JSON.stringify({ Name: ['Before'] }) }
    const { notice } = await send(`${path}/edit`, { Name: 'After', ...opened, retURL: LIST })
    expect(notice).to.equal(`<a href="${path}/view">Account After</a> was saved.`)
    expect((await send(`${path}/delete`, {})).notice).to.equal('Account After was deleted.')
  })

  const GONE: readonly (readonly [language: string, who: () => { readonly token: string }, text: string])[] =
    [
      [
        'English',
        () => admin,
        'The list that you asked for is not there any more, or not shared with you. This is “',
      ],
      [
        'German',
        () => german,
        'Die gewünschte Liste gibt es nicht mehr, oder sie ist nicht für Sie freigegeben.',
      ],
      ['Polish', () => pole, 'Tej listy już nie ma albo nie jest Ci udostępniona.'],
    ]
  for (const [language, who, text] of GONE) {
    it(`say in ${language} that a list is not there, on each page that shows another one instead`, async () => {
      for (const page of ['list', 'board', 'split', 'calendar', 'pipeline']) {
        const path = `/lightning/o/Order/${page}`
        const status = /role="status"[\s\S]*?<\/div>/.exec(await open(`${path}?filterName=Nope`, who()))?.[0]
        expect(status, page).to.include(text)
        for (const known of ['?filterName=PIPELINE', ''])
          expect(await open(path + known, who()), page).not.to.include('notice_warning')
      }
    })
  }

  it('of a list that is not there are told beside those of what was done', async () => {
    const { notice, html } = await create('Both', admin, `${LIST}?filterName=Nope`)
    expect(notice).to.include('Account Both</a> was created.')
    expect(html).to.include('is not there any more, or not shared with you. This is “')
  })

  it('stand in for what would be done with all records of another list', async () => {
    const all = '?all=1&filterName=Nope'
    const refused = 'The list is not there any more, or not shared with you.'
    expect(await open(`/lightning/o/Account/mass${all}&action=delete`, admin)).to.include(refused)
    expect(await open('/lightning/o/Account/print?filterName=Nope', admin)).to.include(refused)
    expect(await open(`/lightning/o/Account/export${all}&format=csv`, admin)).to.include(refused)
    expect(await open('/lightning/o/Account/columns?filterName=Nope', admin)).to.include(refused)
    const { status } = await send('/lightning/o/Account/columns', { filterName: 'Nope', column: 'Name' })
    expect(status, 'columns kept for another list').to.equal(400)
    const chosen = await open('/lightning/o/Account/mass?all=1&filterName=AllAccounts&action=delete', admin)
    expect(chosen).not.to.include(refused)
  })

  it('are believed only as this server leaves them', async () => {
    for (const address of ['https://example.com', '//example.com/view', 'javascript:alert(1)']) {
      const left = Buffer.from(JSON.stringify(['notice.saved', 'x', '', address])).toString('base64url')
      expect(await open(LIST, admin, `; notice=${left}`)).not.to.match(NOTICE)
    }
  })
})
