import { expect } from 'chai'
import { deleteSession } from '../../server/org/open-sessions.ts'
import { setPassword } from '../../server/org/passwords.ts'
import { loadPrincipal } from '../../server/org/principals.ts'
import { createSession } from '../../server/org/sessions.ts'
import { totpCode, totpStep } from '../../server/org/totp.ts'
import { beginTwoFactor, confirmTwoFactor } from '../../server/org/two-factor.ts'
import { type Browser, openBrowser, sendForm } from '../support/page-browser.ts'
import type { Answer } from '../support/test-client.ts'
import { ADMIN_PASSWORD, besideStandard } from '../support/test-org.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'
import { addUser, type TestUser } from '../support/test-users.ts'

const NEW = '/lightning/o/Contact/new'
const TWO_FACTOR = '/login/two-factor'

const FILES = {
  'profiles/Careful.json': {
    label: 'Careful',
    userPermissions: ['ForceTwoFactor', 'ModifyAllData'].map(name => ({ name, enabled: true })),
  },
}

/** Logins that take more than a name and a password. */
describe('a form that is sent after its session has ended is there again', () => {
  let server: TestServer

  before(async function () {
    this.timeout(60_000)
    server = await startTestServer({ files: await besideStandard(FILES) })
  })
  after(() => server.close())

  const addPerson = async (profile: string): Promise<TestUser> => {
    const user = await addUser(server, profile)
    await setPassword(server.app.org, user.id, ADMIN_PASSWORD, { who: 'test' })
    return user
  }
  const codeNow = (secret: string, shift = 0): string => totpCode(secret, totpStep(Date.now()) + shift)
  const setFactorUp = async ({ id }: TestUser): Promise<string> => {
    const { org } = server.app
    const principal = await loadPrincipal(org, id)
    if (!principal) throw new Error('There is no such user.')
    const { secret } = await beginTwoFactor(org, principal)
    await confirmTwoFactor(org, id, codeNow(secret, -1))
    return secret
  }
  const secretIn = ({ text }: Answer): string => /name="secret" value="([^"]+)"/.exec(text)?.[1] ?? ''
  const useSession = async (browser: Browser, user: TestUser, scopes?: readonly string[]): Promise<void> => {
    browser.cookies.set('sid', (await createSession(server.app.org, user.id, { scopes })).token)
  }
  const end = (browser: Browser): Promise<void> =>
    deleteSession(server.app.org, browser.cookies.get('sid') ?? '')
  /** The login that answers a form whose session has ended meanwhile. */
  const sendLate = async (user: TestUser, LastName: string): Promise<readonly [Browser, Answer]> => {
    const browser = openBrowser(server)
    await useSession(browser, user)
    const page = await browser.get(NEW)
    await end(browser)
    return [browser, await sendForm(browser, page, { LastName })]
  }
  const logIn = ({ username }: TestUser, [browser, login]: readonly [Browser, Answer], more = {}) =>
    sendForm(browser, login, { username, password: ADMIN_PASSWORD, ...more })
  /** The page leads to the form, which shows what was typed and has saved nothing. */
  const expectForm = async (browser: Browser, page: Answer, LastName: string): Promise<void> => {
    expect(page.status, page.text.slice(0, 300)).to.equal(200)
    const form = await sendForm(browser, page)
    expect([form.status, form.text.includes(`value="${LastName}"`)]).to.deep.equal([200, true])
    const contacts = `SELECT Id FROM Contact WHERE LastName = '${LastName}'`
    expect(await server.query(contacts)).to.deep.equal([])
    expect((await sendForm(browser, form, { LastName })).status).to.equal(303)
    expect(await server.query(contacts)).to.have.length(1)
  }

  it('after a login that asks for the second factor', async () => {
    const user = await addPerson('Careful')
    const secret = await setFactorUp(user)
    const [browser, login] = await sendLate(user, 'Asked')
    const asked = await logIn(user, [browser, login])
    expect(asked.text).to.include('authenticator shows')
    await expectForm(browser, await logIn(user, [browser, asked], { code: codeNow(secret) }), 'Asked')
  })

  it('after a login that first sets the second factor up, and a code that was wrong', async () => {
    const user = await addPerson('Careful')
    const [browser, login] = await sendLate(user, 'Set "up"')
    const setUp = await logIn(user, [browser, login])
    expect(setUp.text).to.include('What you typed').and.include('id="code"').and.not.include(ADMIN_PASSWORD)
    const wrong = await sendForm(browser, setUp, { code: '000000' })
    expect(wrong.status).to.equal(422)
    const codes = await sendForm(browser, wrong, { code: codeNow(secretIn(setUp)) })
    expect(codes.text.match(/<li><code>/g)).to.have.lengthOf(10)
    const form = await sendForm(browser, codes)
    expect(form.text).to.include('value="Set &quot;up&quot;"')
  })

  it('where it is sent before the second factor is set up', async () => {
    const user = await addPerson('Careful')
    const browser = openBrowser(server)
    await useSession(browser, user)
    const page = await browser.get(NEW)
    await useSession(browser, user, ['two_factor'])
    const setUp = await sendForm(browser, page, { LastName: 'Halfway' })
    const codes = await sendForm(browser, setUp, { code: codeNow(secretIn(setUp)) })
    await expectForm(browser, codes, 'Halfway')
  })

  it('where the session that sets the second factor up ends, too', async () => {
    const user = await addPerson('Careful')
    const [browser, login] = await sendLate(user, 'Twice')
    const setUp = await logIn(user, [browser, login])
    await end(browser)
    const again = await sendForm(browser, setUp, { code: codeNow(secretIn(setUp)) })
    expect(again.text).to.include('id="password"')
    const anew = await logIn(user, [browser, again])
    await expectForm(browser, await sendForm(browser, anew, { code: codeNow(secretIn(anew)) }), 'Twice')
  })

  it('where the password is forgotten and another one is set, in a tab of its own', async () => {
    const user = await addPerson('Standard_User')
    const [browser, login] = await sendLate(user, 'Forgotten')
    expect(login.text).to.match(/href="\/login\/forgot" target="_blank"/)
    // Of nobody's name: mails are another test's.
    await browser.post('/login/forgot', '/login/forgot', { username: 'nobody@example.test' })
    await setPassword(server.app.org, user.id, 'walnut ribbon castle orbit', { who: 'test' })
    const form = await logIn(user, [browser, login], { password: 'walnut ribbon castle orbit' })
    await expectForm(browser, form, 'Forgotten')
  })

  it('and a page that was only asked for is come to as well', async () => {
    const user = await addPerson('Careful')
    const browser = openBrowser(server)
    const login = await browser.get(`/login?startURL=${encodeURIComponent(NEW)}`)
    const address = (await logIn(user, [browser, login])).headers.get('location') ?? ''
    expect(address).to.equal(`${TWO_FACTOR}?startURL=${encodeURIComponent(NEW)}`)
    const setUp = await browser.get(address)
    const codes = await sendForm(browser, setUp, { code: codeNow(secretIn(setUp)) })
    expect(codes.text).to.include(`href="${NEW}"`)
  })

  it('not where a page of another site is named instead', async () => {
    const user = await addPerson('Careful')
    const browser = openBrowser(server)
    await useSession(browser, user, ['two_factor'])
    const setUp = await browser.get(`${TWO_FACTOR}?startURL=${encodeURIComponent('//evil.test/')}`)
    const kept = JSON.stringify({ action: 'https://evil.test/', fields: [] })
    const codes = await sendForm(browser, setUp, { code: codeNow(secretIn(setUp)), kept })
    expect(codes.text).to.include('href="/lightning/page/home"').and.not.include('evil')
  })
})
