import { expect } from 'chai'
import { totpCode, totpStep } from '../../server/org/totp.ts'
import { hiddenIn, linkOf, openBrowser, type SsoBrowser } from '../support/sso-browser.ts'
import { createSsoWorld, expectRefused, type SsoWorld } from '../support/sso-world.ts'
import type { Answer, Fields } from '../support/test-client.ts'
import type { TestServer } from '../support/test-server.ts'

const HOME = '/lightning/page/home'
const may = (...names: readonly string[]) => names.map(name => ({ name, enabled: true }))
const PROFILES = {
  'profiles/Clerk.json': { label: 'Clerk', userPermissions: may('ApiEnabled') },
  'profiles/Careful.json': { label: 'Careful', userPermissions: may('ApiEnabled', 'ForceTwoFactor') },
}

describe('single sign-on to the pages', () => {
  let world: SsoWorld
  let server: TestServer
  before(async () => {
    world = await createSsoWorld({ Company: {}, Off: { active: false } }, PROFILES)
    ;({ server } = world)
  })
  after(() => world.close())

  const logIn = (sub: string, start = '', browser = openBrowser(server)): Promise<Answer> => {
    world.idp.behave({ person: { sub } })
    return browser.logIn(`/login?${new URLSearchParams({ startURL: start })}`, 'Company')
  }
  const placeOf = ({ status, headers, text }: Answer): string | null => {
    expect(status, text).to.equal(303)
    return headers.get('location')
  }
  /** The user whose session the browser has. */
  const userOf = async (browser: SsoBrowser): Promise<unknown> => {
    const token = decodeURIComponent(browser.cookies.get('sid') ?? '')
    return (await server.send('GET', '/services/oauth2/userinfo', { token })).record?.user_id
  }

  it('begins at a button of the login page and ends in a session, on the page that was wanted', async () => {
    const person = await world.addPerson()
    const browser = openBrowser(server)
    expect(linkOf((await browser.get('/login')).text, 'Off')).to.equal(undefined)
    expect(placeOf(await logIn(person.sub, '/lightning/o/Account/list?x=1', browser))).to.equal(
      '/lightning/o/Account/list?x=1',
    )
    expect(await userOf(browser)).to.equal(person.id)
    expect((await browser.get(HOME)).status).to.equal(200)
    expect([...browser.cookies.keys()])
      .to.include('sid')
      .and.not.include('atelier_sso')
  })

  for (const start of [
    '',
    'https://evil.example/',
    '//evil.example/',
    '/\\evil.example/',
    '\\/evil.example',
    '/\t/evil.example',
    'javascript:alert(1)',
    'lightning',
    'app?client_id=x',
  ]) {
    it(`leads to no place like ${JSON.stringify(start)}, but home`, async () => {
      const person = await world.addPerson()
      const browser = openBrowser(server)
      world.idp.behave({ person: { sub: person.sub } })
      for (const name of ['startURL', 'retURL']) {
        const out = await browser.get(`/services/auth/sso/Company?${new URLSearchParams({ [name]: start })}`)
        const back = await fetch(out.headers.get('location') as string, { redirect: 'manual' })
        const url = new URL(back.headers.get('location') as string)
        expect(placeOf(await browser.get(url.pathname + url.search))).to.equal(HOME)
      }
    })
  }

  it("gives no app a code that was not chosen on the app's own page: only that page is opened", async () => {
    const person = await world.addPerson()
    const answer = await logIn(person.sub, world.page)
    expect(placeOf(answer)).to.equal(world.page)
  })

  it('makes another session: one that somebody has laid before is worth nothing afterwards', async () => {
    const attacker = await world.addPerson()
    const person = await world.addPerson()
    const browser = openBrowser(server)
    await logIn(attacker.sub, '', browser)
    const laid = browser.cookies.get('sid')
    await logIn(person.sub, '', browser)
    expect(browser.cookies.get('sid')).to.not.equal(laid)
    expect(await userOf(browser)).to.equal(person.id)
    const old = { token: decodeURIComponent(laid ?? '') }
    expect((await server.send('GET', '/services/oauth2/userinfo', old)).status).to.equal(401)
  })

  it('makes no session for whoever is refused, and ends with the user', async () => {
    const person = await world.addPerson()
    const browser = openBrowser(server)
    await logIn(person.sub, '', browser)
    await server.patch(`sobjects/User/${person.id}`, { IsActive: false })
    expect(await userOf(browser)).to.equal(undefined)
    const again = openBrowser(server)
    expectRefused(await logIn(person.sub, '', again))
    expect(again.cookies.has('sid')).to.equal(false)
  })

  it('asks for the second factor before there is a session', async () => {
    const person = await world.addPerson()
    const factor = '/services/atelier/two-factor'
    const { secret } = (await person.send('POST', factor, { body: {} })).record
    const codeAt = (shift: number): string => totpCode(secret as string, totpStep(Date.now()) + shift)
    await person.send('POST', `${factor}/confirm`, { body: { code: codeAt(-1) } })
    const browser = openBrowser(server)
    const { text } = await logIn(person.sub, '/lightning/o/Account/list', browser)
    expect(browser.cookies.has('sid')).to.equal(false)
    const form = { csrf: hiddenIn(text, 'csrf'), totp: codeAt(0) }
    expect(placeOf(await browser.post('/services/auth/second-factor', form))).to.equal(
      '/lightning/o/Account/list',
    )
    expect(await userOf(browser)).to.equal(person.id)
  })

  it('leads to the setting up of a second factor that is demanded, in a session that is good for nothing else', async () => {
    const person = await world.addPerson({}, 'Careful')
    const browser = openBrowser(server)
    expect(placeOf(await logIn(person.sub, '', browser))).to.equal('/login/two-factor')
    expect(placeOf(await browser.get(HOME))).to.equal('/login/two-factor')
    const { body } = await server.get(`/services/atelier/login-history?user=${person.id}`)
    expect((body as readonly Fields[])[0]).to.include({
      loginType: 'Third Party SSO',
      application: 'Company',
    })
  })
})
