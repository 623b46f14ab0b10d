import { request } from 'node:http'
import { expect } from 'chai'
import { givenSecret } from '../../server/http/sso.ts'
import { readConfig } from '../../server/kernel/config.ts'
import { authProvidersOf } from '../../server/metadata/types/auth-provider/compile.ts'
import { findProviderSecret } from '../../server/org/auth-provider-secrets.ts'
import { totpCode, totpStep } from '../../server/org/totp.ts'
import { hiddenIn, openBrowser, type SsoBrowser } from '../support/sso-browser.ts'
import { createSsoWorld, expectRefused, type SsoWorld } from '../support/sso-world.ts'
import type { Answer, Fields } from '../support/test-client.ts'
import type { TestServer } from '../support/test-server.ts'

const CODE = '/services/auth/second-factor'
const FACTOR = '/services/atelier/two-factor'
const may = (...names: readonly string[]) => names.map(name => ({ name, enabled: true }))
const PROFILES = {
  'profiles/Clerk.json': { label: 'Clerk', userPermissions: may('ApiEnabled') },
  'profiles/Careful.json': { label: 'Careful', userPermissions: may('ApiEnabled', 'ForceTwoFactor') },
}
const GUESTS = { justInTimeProvisioning: { profile: 'Clerk' } }

describe('who logs in with an OpenID provider', () => {
  let world: SsoWorld
  let server: TestServer
  let page: string
  before(async () => {
    world = await createSsoWorld({ Company: {}, Guests: GUESTS }, PROFILES)
    ;({ server, page } = world)
  })
  after(() => world.close())
  beforeEach(() => world.idp.behave({}))

  describe('with a second factor', () => {
    const enrol = async (profile = 'Clerk') => {
      const person = await world.addPerson({}, profile)
      const { secret } = (await person.send('POST', FACTOR, { body: {} })).record
      const codeAt = (shift: number): string => totpCode(secret as string, totpStep(Date.now()) + shift)
      await person.send('POST', `${FACTOR}/confirm`, { body: { code: codeAt(-1) } })
      return { ...person, codeAt }
    }
    const askedFor = async (sub: string): Promise<{ browser: SsoBrowser; csrf: string; answer: Answer }> => {
      world.idp.behave({ person: { sub } })
      const browser = openBrowser(server)
      const answer = await browser.logIn(page, 'Company')
      return { browser, csrf: hiddenIn(answer.text, 'csrf'), answer }
    }

    it('shows it here, too, and only then is sent back to the app', async () => {
      const person = await enrol()
      const { browser, csrf, answer } = await askedFor(person.sub)
      expect(answer.status).to.equal(200)
      expect(answer.headers.get('location')).to.equal(null)
      expect(answer.headers.get('content-security-policy')).to.include(
        "form-action 'self' https://app.example;",
      )
      const wrong = await browser.post(CODE, { csrf, totp: '000000' })
      expect(wrong.status).to.equal(400)
      expect(wrong.text).to.include('The code is wrong')
      expect(await world.lastStatus()).to.equal('Invalid Code')
      const right = await browser.post(CODE, { csrf, totp: person.codeAt(0) })
      expect(await world.userOf(right)).to.equal(person.id)
      expectRefused(await browser.post(CODE, { csrf, totp: person.codeAt(1) }))
    })

    it('shows it in the same browser, from the same page, while it is still somebody', async () => {
      const person = await enrol()
      const { browser, csrf } = await askedFor(person.sub)
      const totp = person.codeAt(0)
      expectRefused(await openBrowser(server).post(CODE, { csrf, totp }))
      expectRefused(await browser.post(CODE, { csrf: 'x'.repeat(43), totp }))
      expectRefused(await browser.post(CODE, { totp }))
      await server.patch(`sobjects/User/${person.id}`, { IsActive: false })
      expectRefused(await browser.post(CODE, { csrf, totp }))
    })

    it('cannot be guessed at: after some wrong codes the right one has to wait', async () => {
      const person = await enrol()
      const { browser, csrf } = await askedFor(person.sub)
      for (let i = 0; i < 6; i++) await browser.post(CODE, { csrf, totp: '000000' })
      const answer = await browser.post(CODE, { csrf, totp: person.codeAt(0) })
      expect(answer.status).to.equal(400)
      expect(answer.text).to.include('Too many attempts')
    })

    it('is not asked where the provider has asked', async () => {
      const person = await enrol()
      const said = { sub: person.sub, amr: ['pwd', 'mfa'] }
      expect(await world.userOf(await world.logIn({ person: said }))).to.equal(person.id)
      const beside = { person: { sub: person.sub }, userinfo: { amr: ['mfa'] } }
      expect((await world.logIn(beside)).text).to.include('authenticator')
      for (const amr of [['pwd'], 'mfa', ['MFA'], { mfa: true }]) {
        const { status, text } = await world.logIn({ person: { sub: person.sub, amr } })
        expect([status, text.includes('authenticator')]).to.deep.equal([200, true])
      }
    })

    it('that the profile demands is set up first, or shown to the provider', async () => {
      const person = await world.addPerson({}, 'Careful')
      const answer = await world.logIn({ person: { sub: person.sub } })
      expect(answer.status).to.equal(400)
      expect(answer.text).to.include('Your profile demands a second factor')
      const said = { sub: person.sub, amr: ['mfa'] }
      expect(await world.userOf(await world.logIn({ person: said }))).to.equal(person.id)
    })
  })

  describe('for the first time', () => {
    let n = 0
    const newcomer = (more: Fields = {}): Fields => ({
      ...{ sub: `new-${++n}`, email: `new${n}@guests.test`, email_verified: true },
      ...{ given_name: 'Ada', family_name: 'King', ...more },
    })
    const usersOf = (name: unknown): Promise<readonly Fields[]> =>
      server.query(
        `SELECT Id, FirstName, LastName, Email, FederationIdentifier, Profile.Name FROM User WHERE Username = '${name}'`,
      )

    it('becomes a user of the profile that the metadata says, once, and the trail says who made it', async () => {
      const person = newcomer()
      const id = await world.userOf(await world.logIn({ person }, 'Guests'))
      const [user] = await usersOf(person.email)
      expect(user).to.include({ Id: id, FirstName: 'Ada', LastName: 'King', Email: person.email })
      expect(user).to.include({ FederationIdentifier: person.sub })
      expect(user).to.have.nested.property('Profile.Name', 'Clerk')
      expect(await world.userOf(await world.logIn({ person }, 'Guests'))).to.equal(id)
      expect(await usersOf(person.email)).to.have.length(1)
      const { body } = await server.get('/services/atelier/audit')
      expect((body as readonly Fields[]).find(({ name }) => name === `User ${id}`)).to.include({
        action: 'added',
        who: 'auth provider Guests',
      })
    })

    it('becomes one user, however many logins come at once', async () => {
      const person = newcomer()
      world.idp.behave({ person })
      const ways = [1, 2, 3].map(() => openBrowser(server))
      const backs = await Promise.all(ways.map(browser => browser.goOut(page, 'Guests')))
      const answers = await Promise.all(ways.map((browser, i) => browser.get(backs[i] as string)))
      expect(answers.map(({ status }) => status)).to.deep.equal([303, 303, 303])
      expect(await usersOf(person.email)).to.have.length(1)
    })

    it('is called by whatever the provider says of the name', async () => {
      const person = newcomer({ given_name: undefined, family_name: undefined, name: '<b>Ada</b> King' })
      await world.userOf(await world.logIn({ person }, 'Guests'))
      expect((await usersOf(person.email))[0]).to.include({ FirstName: null, LastName: '<b>Ada</b> King' })
    })

    for (const [what, more] of [
      ['no address', { email: undefined }],
      ['an address that is not verified', { email_verified: false }],
      ['what is no address', { email: 'ada' }],
    ] as const) {
      it(`becomes nobody with ${what}`, async () => {
        const person = newcomer(more)
        expectRefused(await world.logIn({ person }, 'Guests'))
        expect(await world.lastStatus()).to.equal('Invalid User')
        expect(await usersOf(person.email ?? '')).to.deep.equal([])
      })
    }

    it('becomes nobody where the metadata says so', async () => {
      const person = newcomer()
      expectRefused(await world.logIn({ person }, 'Company'))
      expect(await usersOf(person.email)).to.deep.equal([])
    })

    it('does not become somebody who is there already', async () => {
      const email = 'admin@atelier.local'
      expectRefused(await world.logIn({ person: newcomer({ email }) }, 'Guests'))
      const [admin] = await usersOf(email)
      expect(admin?.FederationIdentifier).to.equal(null)
    })

    it('does not come back after having been sent away', async () => {
      const person = newcomer()
      const id = await world.userOf(await world.logIn({ person }, 'Guests'))
      for (const send of [
        () => server.patch(`sobjects/User/${id}`, { IsActive: false }),
        () => server.delete(`sobjects/User/${id}`),
      ]) {
        expect((await send()).status).to.equal(204)
        expectRefused(await world.logIn({ person }, 'Guests'))
        expect(await world.lastStatus()).to.equal('Inactive User')
      }
    })
  })

  it('is nobody in another org: what has begun in one ends in no other', async () => {
    const name = `sso-${server.app.org.name}`
    expect((await server.post('/services/atelier/orgs', { name })).status).to.equal(201)
    const person = await world.addPerson()
    world.idp.behave({ person: { sub: person.sub } })
    const browser = openBrowser(server)
    const back = await browser.goOut(page, 'Company')
    const cookie = [...browser.cookies].map(([key, value]) => `${key}=${value}`).join('; ')
    const { status, text } = await getAtHost(server.url, `${name}.localhost`, back, cookie)
    expect([status, text.includes('You could not be logged in.')]).to.deep.equal([400, true])
    expect(await world.userOf(await browser.get(back))).to.equal(person.id)
  })

  it('has its secret from the environment, where there is one, in the main org only', () => {
    const { providerSecrets } = readConfig({ ATELIER_AUTH_PROVIDER_SECRET_COMPANY: 'given' }, '/')
    const { org } = server.app
    const [company, guests] = ['company', 'guests'].map(name => authProvidersOf(org.model).get(name))
    if (!company || !guests) throw new Error('There are no providers.')
    const dependencies = { providerSecrets, orgs: { main: org } }
    expect(givenSecret(dependencies, org, company)).to.equal('given')
    expect(givenSecret(dependencies, org, guests)).to.equal(undefined)
    expect(givenSecret(dependencies, { ...org, id: '00D000000000999AAA' }, company)).to.equal(undefined)
  })

  it('does not take the secret along when the issuer of a provider changes', async () => {
    const { org } = server.app
    const provider = authProvidersOf(org.model).get('company')
    if (!provider) throw new Error('There is no provider.')
    expect(await findProviderSecret(org, provider)).to.equal(world.idp.clientSecret)
    for (const change of [{ issuer: 'https://evil.example' }, { consumerKey: 'x' }])
      expect(await findProviderSecret(org, { ...provider, ...change })).to.equal(undefined)
  })
})

/** fetch does not let the Host header be chosen. */
function getAtHost(url: string, host: string, path: string, cookie: string) {
  return new Promise<{ status: number; text: string }>((resolve, reject) => {
    const { port } = new URL(url)
    const headers = { host: `${host}:${port}`, cookie }
    const sent = request({ host: '127.0.0.1', port, path, headers }, response => {
      let text = ''
      response.on('data', chunk => {
        text += chunk
      })
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }))
    })
    sent.on('error', reject)
    sent.end()
  })
}
