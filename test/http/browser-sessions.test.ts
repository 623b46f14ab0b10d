import { expect } from 'chai'
import { setPassword } from '../../server/org/passwords.ts'
import { totpCode, totpStep } from '../../server/org/totp.ts'
import { openBrowser } from '../support/page-browser.ts'
import { expectError } from '../support/test-client.ts'
import { ADMIN_PASSWORD, besideStandard } from '../support/test-org.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'
import { addUser } from '../support/test-users.ts'

const FILES = {
  'profiles/Careful.json': { label: 'Careful', userPermissions: [{ name: 'ForceTwoFactor', enabled: true }] },
}

describe('sessions of browsers', () => {
  let server: TestServer
  let admin: string

  before(async () => {
    server = await startTestServer({ files: await besideStandard(FILES) })
    admin = server.app.administrator.username
  })
  after(() => server.close())

  it('are cookies that scripts and other hosts do not get', async () => {
    const { headers, status } = await openBrowser(server).logIn(admin, ADMIN_PASSWORD)
    expect(status).to.equal(303)
    const cookie = headers.getSetCookie().find(text => text.startsWith('sid='))
    expect(cookie)
      .to.include('HttpOnly')
      .and.include('SameSite=Lax')
      .and.not.match(/domain/i)
  })

  it('are other ones after each login, and over after the way out', async () => {
    const browser = openBrowser(server)
    await browser.logIn(admin, ADMIN_PASSWORD)
    const first = browser.cookies.get('sid') ?? ''
    await browser.logIn(admin, ADMIN_PASSWORD)
    const second = browser.cookies.get('sid') ?? ''
    expect(second).not.to.equal(first)
    const homeWith = async (token: string): Promise<number> =>
      (await server.send('GET', '/lightning/page/home', { token: null, headers: { cookie: `sid=${token}` } }))
        .status
    expect(await homeWith(first)).to.equal(303)
    expect(await homeWith(second)).to.equal(200)
    expect((await browser.post('/lightning/page/home', '/logout', {})).status).to.equal(303)
    expect(await homeWith(second)).to.equal(303)
  })

  it('begin with forms of this server only', async () => {
    const stranger = openBrowser(server)
    const fields = { username: admin, password: ADMIN_PASSWORD, _csrf: 'x'.repeat(43) }
    const { status, text } = await stranger.post('/login', '/login', fields)
    expect(status).to.equal(400)
    expect(text).to.include('open for too long')
  })

  it('lead back to where somebody wanted to go, on this server', async () => {
    const browser = openBrowser(server)
    const { headers } = await browser.get('/lightning/o/Order/list?filterName=AllOrders')
    expect(headers.get('location')).to.equal(
      `/login?startURL=${encodeURIComponent('/lightning/o/Order/list?filterName=AllOrders')}`,
    )
    const fields = { username: admin, password: ADMIN_PASSWORD, startURL: '//evil.test/' }
    const after = await browser.post('/login', '/login', fields)
    expect(after.headers.get('location')).to.equal('/lightning/page/home')
  })

  it('that have ended lead from a form that is sent to its page again, also where a script has sent it', async () => {
    const form = '/lightning/o/Account/new?retURL=%2Flightning%2Fpage%2Fhome'
    const login = `/login?startURL=${encodeURIComponent(form)}`
    const browser = openBrowser(server)
    const asked = await browser.send('POST', form, {})
    expect(asked.text).to.include(`name="startURL" value="${form}"`)
    const scripted = (page: string) =>
      server.send('POST', '/lightning/o/Account/new', {
        ...{ token: null, body: '' },
        headers: {
          'content-type': 'application/x-www-form-urlencoded',
          ...{ 'hx-request': 'true', 'hx-current-url': page },
        },
      })
    const { status, headers } = await scripted(`${server.url}${form}`)
    expect([status, headers.get('hx-redirect')]).to.deep.equal([204, login])
    expect((await scripted('javascript:alert(1)')).headers.get('hx-redirect')).to.equal('/login')
  })

  it('open no API', async () => {
    const browser = openBrowser(server)
    await browser.logIn(admin, ADMIN_PASSWORD)
    expectError(await browser.get('/services/data/v60.0/sobjects'), 401, 'INVALID_SESSION_ID')
  })

  it('go on as another one when the password is changed', async () => {
    const user = await addUser(server, 'Standard_User')
    await setPassword(server.app.org, user.id, 'walnut ribbon castle orbit', { who: 'test' })
    const browser = openBrowser(server)
    await browser.logIn(user.username, 'walnut ribbon castle orbit')
    const before = browser.cookies.get('sid')
    const page = '/lightning/settings/password'
    const wrong = await browser.post(page, page, { old: 'no', password: 'lantern meadow violin copper' })
    expect(wrong.status).to.equal(422)
    const right = { old: 'walnut ribbon castle orbit', password: 'lantern meadow violin copper' }
    expect((await browser.post(page, page, right)).status).to.equal(303)
    expect(browser.cookies.get('sid')).not.to.equal(before)
    expect((await browser.get('/lightning/page/home')).text).to.include('Your password was changed.')
    expect((await openBrowser(server).logIn(user.username, 'lantern meadow violin copper')).status).to.equal(
      303,
    )
  })

  it('of those who have to set up a second factor do that and nothing else before', async () => {
    const user = await addUser(server, 'Careful')
    await setPassword(server.app.org, user.id, 'walnut ribbon castle orbit', { who: 'test' })
    const browser = openBrowser(server)
    const { headers } = await browser.logIn(user.username, 'walnut ribbon castle orbit')
    expect(headers.get('location')).to.equal('/login/two-factor')
    const half = await browser.get('/lightning/page/home')
    expect(half.headers.get('location')).to.equal('/login/two-factor')
    const { text } = await browser.get('/login/two-factor')
    const secret = /name="secret" value="([^"]+)"/.exec(text)?.[1] ?? ''
    const _csrf = /name="_csrf" value="([^"]+)"/.exec(text)?.[1] ?? ''
    const wrong = await browser.send('POST', '/login/two-factor', { _csrf, secret, uri: '', code: '000000' })
    expect(wrong.status).to.equal(422)
    const code = totpCode(secret, totpStep(Date.now()))
    const right = await browser.send('POST', '/login/two-factor', { _csrf, secret, uri: '', code })
    expect(right.text.match(/<li><code>/g)).to.have.lengthOf(10)
    expect((await browser.get('/lightning/page/home')).status).to.equal(200)
  })
})
