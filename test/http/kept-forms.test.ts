import { expect } from 'chai'
import { deleteSession } from '../../server/org/open-sessions.ts'
import { setPassword } from '../../server/org/passwords.ts'
import { type Browser, openBrowser, sendForm as send } from '../support/page-browser.ts'
import type { Answer } from '../support/test-client.ts'
import { ADMIN_PASSWORD } from '../support/test-org.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'
import { addPortalUser } from '../support/test-users.ts'

type Fields = Readonly<Record<string, string>>

const NEW = '/lightning/o/Contact/new'

/** What browsers without a script do: they send forms, and go where answers lead. */
describe('a form that is sent after its session has ended', () => {
  let server: TestServer
  let username: string

  before(async function () {
    this.timeout(60_000)
    server = await startTestServer({ largestFile: 64 * 1024 })
    username = server.app.administrator.username
  })
  after(() => server.close())

  const logIn = (browser: Browser, page: Answer, more: Fields = {}): Promise<Answer> =>
    send(browser, page, { username, password: ADMIN_PASSWORD, ...more })
  /** A form as it stands in a browser whose session ends meanwhile. */
  const openForm = async (path: string) => {
    const browser = openBrowser(server)
    await browser.logIn(username, ADMIN_PASSWORD)
    const page = await browser.get(path)
    const session = browser.cookies.get('sid')
    return { browser, page, session }
  }
  const end = (browser: Browser): Promise<void> =>
    deleteSession(server.app.org, browser.cookies.get('sid') ?? '')
  const contacts = (name: string) =>
    server.query(`SELECT Id, FirstName FROM Contact WHERE LastName = '${name}'`)

  it('is there again after the login, and saved when it is sent again, not before', async () => {
    const { browser, page, session } = await openForm(NEW)
    await end(browser)
    const login = await send(browser, page, { LastName: 'Kept', FirstName: '"><b>&amp;' })
    expect(login.text).to.include('What you typed').and.include('id="password"')
    expect(login.text).not.to.include('"><b>')
    const wrong = await logIn(browser, login, { password: 'nobody has this one' })
    expect(wrong.status).to.equal(400)
    const back = await logIn(browser, wrong)
    expect(back.status).to.equal(200)
    expect(back.text).to.include('Nothing has been saved').and.not.include(ADMIN_PASSWORD)
    expect(browser.cookies.get('sid')).to.be.a('string').and.not.equal(session)
    const again = await send(browser, back)
    expect(again.status).to.equal(200)
    expect(again.text).to.include('value="Kept"').and.include('value="&quot;&gt;&lt;b&gt;&amp;amp;"')
    expect(await contacts('Kept')).to.deep.equal([])
    const saved = await send(browser, again, { LastName: 'Kept', FirstName: 'x' })
    expect(saved.status, saved.text.slice(0, 300)).to.equal(303)
    expect(await contacts('Kept')).to.have.length(1)
  })

  it('of a record is held against what others have saved meanwhile', async () => {
    const id = await server.create('Contact', { LastName: 'Before', FirstName: 'Before', Title: 'Before' })
    const { browser, page } = await openForm(`/lightning/r/Contact/${id}/edit`)
    await end(browser)
    await server.patch(`sobjects/Contact/${id}`, { FirstName: 'Theirs', Title: 'Theirs' })
    const typed = { LastName: 'Before', FirstName: 'Mine', Title: 'Before' }
    const again = await send(browser, await logIn(browser, await send(browser, page, typed)))
    expect(again.text).to.include('value="Mine"').and.include('value="Theirs"')
    expect(again.text).to.include('Somebody else has saved')
    expect(await server.query(`SELECT FirstName FROM Contact WHERE Id = '${id}'`)).to.deep.equal([
      { FirstName: 'Theirs' },
    ])
  })

  it('of cells of a list has its rows again', async () => {
    const id = await server.create('Lead', { LastName: 'Cell', Company: 'Before' })
    const path = '/lightning/o/Lead/edit-list?filterName=AllOpenLeads'
    const { browser, page } = await openForm(path)
    await end(browser)
    const typed = { id, [`${id}._opened`]: '{"Company":["Before"]}', [`${id}.Company`]: 'Typed' }
    const again = await send(browser, await logIn(browser, await send(browser, page, typed)))
    expect(again.status, again.text.slice(0, 300)).to.equal(200)
    expect(again.text).to.include('value="Typed"')
    expect(await server.query(`SELECT Company FROM Lead WHERE Id = '${id}'`)).to.deep.equal([
      { Company: 'Before' },
    ])
  })

  it('with files keeps its texts, and says that files have to be chosen again', async () => {
    const path = '/lightning/o/Order/new'
    const { browser } = await openForm(path)
    await end(browser)
    const body = new FormData()
    body.append('title__c', 'With a drawing')
    body.append('files', new Blob(['x'.repeat(1000)]), 'drawing.txt')
    const sent = await browser.send('POST', path, body)
    expect(sent.text).to.include('Files cannot be kept')
    const back = await logIn(browser, sent)
    expect(back.text).to.include('Files cannot be kept')
    expect((await send(browser, back)).text).to.include('value="With a drawing"')
  })

  it('that is too large to be kept says so before anything else is typed', async () => {
    const { browser, page } = await openForm(NEW)
    await end(browser)
    const login = await send(browser, page, { LastName: 'x', Description: 'y'.repeat(300_000) })
    expect(login.text).to.include('too much to be kept')
    const back = await logIn(browser, login)
    expect(back.headers.get('location')).to.equal(NEW)
  })

  it('and again without a session is asked for the login again', async () => {
    const { browser, page } = await openForm(NEW)
    await end(browser)
    const back = await logIn(browser, await send(browser, page, { LastName: 'Twice' }))
    await end(browser)
    const login = await send(browser, back)
    expect(login.text).to.include('id="password"')
    expect((await send(browser, await logIn(browser, login))).text).to.include('value="Twice"')
  })

  it('that is one of an earlier session is shown again, and saves nothing by itself', async () => {
    const { browser, page } = await openForm(NEW)
    await end(browser)
    await browser.logIn(username, ADMIN_PASSWORD)
    const refused = await send(browser, page, { LastName: 'Earlier' })
    expect(refused.status).to.equal(403)
    expect((await send(browser, refused)).text).to.include('value="Earlier"')
    expect(await contacts('Earlier')).to.deep.equal([])
  })

  it('shows nobody else who logs in what they may not see', async () => {
    const id = await server.create('Contact', { LastName: 'Hidden' })
    const { browser, page } = await openForm(`/lightning/r/Contact/${id}/edit`)
    await end(browser)
    const login = await send(browser, page, { LastName: 'Mine' })
    const other = await addPortalUser(server, 'Designs', 'Hardware_Designer')
    await setPassword(server.app.org, other.id, ADMIN_PASSWORD, { who: 'test' })
    const back = await logIn(browser, login, { username: other.username })
    const answer = await send(browser, back)
    expect(answer.status).to.equal(404)
    expect(answer.text).not.to.include('Mine')
  })

  const FORGED: readonly (readonly [what: string, kept: string])[] = [
    ['another site', JSON.stringify({ action: 'https://evil.test/o/Contact/new', fields: [['a', 'b']] })],
    [
      'another site, by two slashes',
      JSON.stringify({ action: '//evil.test/lightning/o/Contact/new', fields: [] }),
    ],
    ['a page that saves at once', JSON.stringify({ action: '/lightning/r/Contact/1/delete', fields: [] })],
    ['a place behind the form', JSON.stringify({ action: `${NEW}/../../../x`, fields: [] })],
    ['no form', JSON.stringify({ action: NEW, fields: [['a', { b: 1 }]] })],
    ['no JSON', '{'],
  ]
  for (const [what, kept] of FORGED) {
    it(`is not taken from a login that leads to ${what}`, async () => {
      const browser = openBrowser(server)
      const login = await browser.get(`/login?startURL=${encodeURIComponent(NEW)}`)
      const answer = await logIn(browser, login, { kept })
      expect(answer.status).to.equal(303)
      expect(answer.headers.get('location')).to.equal(NEW)
    })
  }

  it('that holds passwords is not kept', async () => {
    const browser = openBrowser(server)
    const answer = await browser.send('POST', '/lightning/settings/password', { old: 'a', password: 'b' })
    expect(answer.status).to.equal(303)
    expect(answer.headers.get('location')).to.equal('/login')
  })

  it('by a script is left to the script, which has kept it', async () => {
    const answer = await server.send('POST', NEW, {
      token: null,
      headers: { 'hx-request': 'true', 'content-type': 'application/x-www-form-urlencoded' },
      body: 'LastName=Script',
    })
    expect(answer.headers.get('hx-redirect')).to.equal(`/login?startURL=${encodeURIComponent(NEW)}`)
  })
})
