import { expect } from 'chai'
import { setPassword } from '../../server/org/passwords.ts'
import { openBrowser } from '../support/page-browser.ts'
import { ADMIN_PASSWORD, besideStandard } from '../support/test-org.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'
import { addUser, type TestUser } from '../support/test-users.ts'

const HOME = '/lightning/page/home'
const BEGIN = '/lightning/login-as'
const END = '/lightning/login-as/end'
const PASSWORD = 'walnut ribbon castle orbit'

describe('pages of somebody else', () => {
  let server: TestServer
  let user: TestUser
  before(async () => {
    server = await startTestServer({ files: await besideStandard({}) })
    user = await addUser(server, 'Standard_User', { FirstName: 'Nino' })
    await setPassword(server.app.org, user.id, PASSWORD, { who: 'test' })
  })
  after(() => server.close())

  const asAdmin = async () => {
    const browser = openBrowser(server)
    await browser.logIn(server.app.administrator.username, ADMIN_PASSWORD)
    return browser
  }
  const userPage = () => `/lightning/r/User/${user.id}/view`

  it('say whose they are on every page, and lead back to the own ones', async () => {
    const browser = await asAdmin()
    const own = browser.cookies.get('sid')
    expect((await browser.get(userPage())).text).to.include('Log in as this user')
    expect((await browser.post(userPage(), BEGIN, { userId: user.id })).headers.get('location')).to.equal(
      HOME,
    )
    const acting = browser.cookies.get('sid')
    for (const path of [
      HOME,
      '/lightning/o/Account/list',
      '/lightning/o/Account/print',
      '/lightning/nowhere',
    ]) {
      const { text } = await browser.get(path)
      expect(text, path)
        .to.include(`You are logged in as Nino`)
        .and.include(`Back to ${server.app.administrator.username}`)
    }
    const { headers } = await browser.post(HOME, END, {})
    expect(headers.get('location')).to.equal(userPage())
    expect(browser.cookies.get('sid')).to.equal(own)
    expect((await browser.get(HOME)).text).not.to.include('You are logged in as')
    const gone = await server.send('GET', HOME, { token: null, headers: { cookie: `sid=${acting}` } })
    expect(gone.status).to.equal(303)
  })

  it('end with both sessions at the way out', async () => {
    const browser = await asAdmin()
    const own = browser.cookies.get('sid')
    await browser.post(userPage(), BEGIN, { userId: user.id })
    await browser.post(HOME, '/logout', {})
    const after = await server.send('GET', HOME, { token: null, headers: { cookie: `sid=${own}` } })
    expect(after.status).to.equal(303)
    expect([...browser.cookies.keys()]).not.to.include('own_sid')
  })

  it('lead to the login when the own session has ended meanwhile, or is somebody else’s', async () => {
    const browser = await asAdmin()
    await browser.post(userPage(), BEGIN, { userId: user.id })
    const other = openBrowser(server)
    await other.logIn(user.username, PASSWORD)
    browser.cookies.set('own_sid', other.cookies.get('sid') ?? '')
    expect((await browser.post(HOME, END, {})).headers.get('location')).to.equal('/login')
    expect((await browser.get(HOME)).status).to.equal(303)
  })

  it('are for those who may, and go no further', async () => {
    const browser = openBrowser(server)
    await browser.logIn(user.username, PASSWORD)
    const { userId } = server.app.administrator
    expect((await browser.post(HOME, BEGIN, { userId })).status).to.equal(403)
    const admin = await asAdmin()
    expect((await admin.post(HOME, BEGIN, { userId: 'x' })).status).to.equal(404)
    await admin.post(userPage(), BEGIN, { userId: user.id })
    expect((await admin.post(HOME, BEGIN, { userId })).status).to.equal(403)
    expect((await admin.get('/lightning/settings/password')).status).to.equal(403)
  })
})
