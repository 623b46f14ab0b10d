import { expect } from 'chai'
import { generateKeyPair, type JWTPayload, SignJWT } from 'jose'
import type { Behaviour } from '../support/openid-provider.ts'
import { linkOf, openBrowser } from '../support/sso-browser.ts'
import { createSsoWorld, expectRefused, type SsoWorld } from '../support/sso-world.ts'
import { expectError, type Fields } from '../support/test-client.ts'
import type { TestServer } from '../support/test-server.ts'
import { addUser } from '../support/test-users.ts'

type Key = Parameters<SignJWT['sign']>[0]

const PROFILES = {
  'profiles/Clerk.json': { label: 'Clerk', userPermissions: [{ name: 'ApiEnabled', enabled: true }] },
}
const PROVIDERS = {
  Company: {},
  Header: { sendClientCredentialsInHeader: true },
  Mail: { userAttribute: { claim: 'email', field: 'Email' } },
  Off: { active: false },
  Gone: {
    ...{ idTokenIssuer: 'http://127.0.0.1:9', consumerKey: 'x' },
    userAttribute: { claim: 'email', field: 'Username' },
  },
}
const now = (): number => Math.floor(Date.now() / 1000)

describe('single sign-on with an OpenID provider', () => {
  let world: SsoWorld
  let server: TestServer
  let page: string
  before(async () => {
    world = await createSsoWorld(PROVIDERS, PROFILES)
    ;({ server, page } = world)
  })
  after(() => world.close())
  beforeEach(() => world.idp.behave({}))

  describe('a login', () => {
    it('begins at a button of the login page and ends at the app, as the user whom the provider means', async () => {
      const person = await world.addPerson()
      const { text } = await openBrowser(server).get(page)
      for (const label of ['Company', 'Header', 'Mail']) expect(linkOf(text, label)).to.be.a('string')
      expect(linkOf(text, 'Off')).to.equal(undefined)
      expect(await world.userOf(await world.logIn({ person: { sub: person.sub } }))).to.equal(person.id)
      const { body } = await server.get('/services/atelier/login-history')
      const [entry] = (body as readonly Fields[]).filter(({ loginType }) => loginType === 'Third Party SSO')
      expect(entry).to.include({ userId: person.id, application: 'Company', status: 'Success' })
      const [user] = await server.query(`SELECT LastLoginDate FROM User WHERE Id = '${person.id}'`)
      expect(user?.LastLoginDate).to.be.a('string')
    })

    it('shows the secret in the header where the provider wants it there', async () => {
      const person = await world.addPerson()
      expect(await world.userOf(await world.logIn({ person: { sub: person.sub } }, 'Header'))).to.equal(
        person.id,
      )
    })

    it('finds the user by a verified e-mail address, in whatever case, said in the token or beside it', async () => {
      const person = await world.addPerson({ Email: 'Ada@Mail.test' })
      const said = { email: 'ada@mail.test', email_verified: true }
      expect(await world.userOf(await world.logIn({ person: { sub: 'x', ...said } }, 'Mail'))).to.equal(
        person.id,
      )
      expect(
        await world.userOf(await world.logIn({ person: { sub: 'x' }, userinfo: said }, 'Mail')),
      ).to.equal(person.id)
    })

    it('asks only for what it needs, with proof of its origin', async () => {
      const browser = openBrowser(server)
      const { text } = await browser.get(page)
      const { headers } = await browser.get(linkOf(text, 'Company') as string)
      const out = new URL(headers.get('location') as string)
      expect(Object.fromEntries(out.searchParams)).to.include({
        ...{ response_type: 'code', client_id: 'atelier', scope: 'openid email profile' },
        ...{ code_challenge_method: 'S256', redirect_uri: `${server.url}/services/auth/callback/Company` },
      })
      for (const name of ['state', 'nonce', 'code_challenge'])
        expect(out.searchParams.get(name), name).to.have.length.above(42)
      expect(headers.get('set-cookie')).to.match(
        /^atelier_sso=.*Path=\/services\/auth;.*HttpOnly; SameSite=Lax/,
      )
      expect(headers.get('cache-control')).to.equal('no-store')
    })

    it('tells people to wait where the provider does not answer', async () => {
      const browser = openBrowser(server)
      const { text } = await browser.get(page)
      const answer = await browser.get(linkOf(text, 'Gone') as string)
      expect(answer.status).to.equal(503)
      expect(answer.text).to.include('does not answer')
    })
  })

  describe('a token is refused', () => {
    let other: Key
    let sub: string
    before(async () => {
      other = (await generateKeyPair('RS256')).privateKey
      sub = (await world.addPerson()).sub
    })
    const signed = (claims: Fields, alg: string, key: Key | Uint8Array, kid = 'one') =>
      new SignJWT(claims as JWTPayload).setProtectedHeader({ alg, kid }).sign(key)

    for (const [what, token] of [
      ['of another issuer', { iss: 'https://evil.example' }],
      ['for another audience', { aud: 'other' }],
      ['for no audience', { aud: undefined }],
      ['for others as well, of whom one has asked for it', { aud: ['atelier', 'other'], azp: 'other' }],
      ['of another login', { nonce: 'x' }],
      ['of no login', { nonce: undefined }],
      ['that has expired', { exp: now() - 120 }],
      ['without an end', { exp: undefined }],
      ['of the future', { nbf: now() + 3600 }],
      ['that says not when it was made', { iat: undefined }],
      ['of nobody', { sub: undefined }],
      ['of an object', { sub: { $ne: null } }],
      ['of an empty name', { sub: '' }],
    ] as const) {
      it(what, async () => {
        expectRefused(await world.logIn({ person: { sub }, token }))
        expect(await world.lastStatus()).to.equal('Invalid Token')
      })
    }

    for (const [what, sign] of [
      ['signed with another key', (claims: Fields) => signed(claims, 'RS256', other)],
      [
        'signed with a key that the provider lacks',
        (claims: Fields) => signed(claims, 'RS256', other, 'two'),
      ],
      [
        'signed with the secret',
        (claims: Fields) =>
          signed(claims, 'HS256', new TextEncoder().encode(world.idp.clientSecret.padEnd(32))),
      ],
      [
        'not signed',
        (claims: Fields) => {
          const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
          return `${part({ alg: 'none' })}.${part(claims)}.`
        },
      ],
      ['that is none', () => 'x'],
      ['of an open text', () => 'a.b.c'],
    ] as const) {
      it(what, async () => {
        expectRefused(await world.logIn({ person: { sub }, sign }))
        expect(await world.lastStatus()).to.equal('Invalid Token')
      })
    }

    it('when the provider was shown a wrong secret', async () => {
      await world.keepSecret('Header', 'wrong')
      expectRefused(await world.logIn({ person: { sub } }, 'Header'))
      await world.keepSecret('Header')
    })

    it('when the provider says that somebody has said no', async () => {
      expectRefused(await world.logIn({ person: { sub }, error: 'access_denied' }))
    })
  })

  describe('what comes back is nothing', () => {
    let sub: string
    before(async () => {
      sub = (await world.addPerson()).sub
    })
    beforeEach(() => world.idp.behave({ person: { sub } }))

    it('a second time', async () => {
      const browser = openBrowser(server)
      const back = await browser.goOut(page, 'Company')
      const cookies = new Map(browser.cookies)
      expect((await browser.get(back)).status).to.equal(303)
      const again = openBrowser(server)
      for (const [name, value] of cookies) (again.cookies as Map<string, string>).set(name, value)
      expectRefused(await again.get(back))
    })

    it('in a browser that has begun nothing, or something else: nobody is logged in as an attacker', async () => {
      const back = await openBrowser(server).goOut(page, 'Company')
      expectRefused(await openBrowser(server).get(back))
      const victim = openBrowser(server)
      await victim.goOut(page, 'Company')
      expectRefused(await victim.get(back))
    })

    it("with somebody else's code", async () => {
      const attacker = new URL(await openBrowser(server).goOut(page, 'Company'), server.url)
      const victim = openBrowser(server)
      const own = new URL(await victim.goOut(page, 'Company'), server.url)
      own.searchParams.set('code', attacker.searchParams.get('code') as string)
      expectRefused(await victim.get(own.pathname + own.search))
      expect(await world.lastStatus()).to.equal('Invalid Token')
    })

    for (const [what, change] of [
      ['with another state', (url: URL) => url.searchParams.set('state', 'x'.repeat(43))],
      ['without a state', (url: URL) => url.searchParams.delete('state')],
      ['without a code', (url: URL) => url.searchParams.delete('code')],
      ['from another provider', (url: URL) => url.searchParams.set('iss', 'https://evil.example')],
      ['from a provider that does not say who it is', (url: URL) => url.searchParams.delete('iss')],
      [
        'at another provider',
        (url: URL) => Object.assign(url, { pathname: '/services/auth/callback/Header' }),
      ],
      [
        'at a provider that is off',
        (url: URL) => Object.assign(url, { pathname: '/services/auth/callback/Off' }),
      ],
      [
        'at a provider that is none',
        (url: URL) => Object.assign(url, { pathname: '/services/auth/callback/x' }),
      ],
    ] as const) {
      it(what, async () => {
        const browser = openBrowser(server)
        const url = new URL(await browser.goOut(page, 'Company'), server.url)
        change(url)
        expectRefused(await browser.get(url.pathname + url.search))
      })
    }

    it('after ten minutes', async () => {
      const browser = openBrowser(server)
      const back = await browser.goOut(page, 'Company')
      await server.app.org.database.run({
        text: `UPDATE atelier.sso_request SET expires = expires - interval '11 minutes' WHERE org = $1`,
        values: [server.app.org.id],
      })
      expectRefused(await browser.get(back))
    })

    it('in a cookie that somebody has laid before: each login has its own', async () => {
      const browser = openBrowser(server)
      const laid = 'x'.repeat(43)
      ;(browser.cookies as Map<string, string>).set('atelier_sso', laid)
      await browser.goOut(page, 'Company')
      expect(browser.cookies.get('atelier_sso')).to.have.length(43).and.not.equal(laid)
    })
  })

  it('does not begin at a link of another site, nor for a provider that is off or none', async () => {
    const browser = openBrowser(server)
    const { text } = await browser.get(page)
    const href = linkOf(text, 'Company') as string
    expectRefused(await openBrowser(server).get(href))
    expectRefused(await browser.get(href.replace(/csrf=[^&]+/, `csrf=${'x'.repeat(43)}`)))
    for (const name of ['Off', 'Nothing', '__proto__', 'constructor'])
      expectRefused(await browser.get(href.replace('/Company?', `/${name}?`)))
    for (const [name, value] of [
      ['redirect_uri', 'https://evil.example/'],
      ['client_id', 'x'],
      ['scope', 'full'],
    ] as const) {
      const url = new URL(href, server.url)
      url.searchParams.set(name, value)
      expectRefused(await browser.get(url.pathname + url.search))
    }
    expect((await browser.get(href)).status).to.equal(303)
  })

  describe('whoever the provider means is refused with the same words', () => {
    const person = { sub: 'nobody', email: 'twins@mail.test', email_verified: true }
    let texts: string[]
    before(() => {
      texts = []
    })
    for (const [what, label, status, behaviour] of [
      ['when nobody has that id', 'Company', 'Invalid User', async () => ({ person })],
      [
        'when the id is written otherwise',
        'Company',
        'Invalid User',
        async () => ({ person: { sub: (await world.addPerson()).sub.toUpperCase() } }),
      ],
      [
        'when the user is deactivated',
        'Company',
        'Inactive User',
        async () => {
          const { id, sub } = await world.addPerson()
          expect((await server.patch(`sobjects/User/${id}`, { IsActive: false })).status).to.equal(204)
          return { person: { sub } }
        },
      ],
      [
        'when the user is deleted',
        'Company',
        'Inactive User',
        async () => {
          const { id, sub } = await world.addPerson()
          expect((await server.delete(`sobjects/User/${id}`)).status).to.equal(204)
          return { person: { sub } }
        },
      ],
      [
        'when the address is that of two users',
        'Mail',
        'Ambiguous User',
        async () => {
          await world.addPerson({ Email: person.email })
          await world.addPerson({ Email: person.email })
          return { person }
        },
      ],
      [
        'when the address is not verified',
        'Mail',
        'Invalid User',
        async () => {
          await world.addPerson({ Email: 'eve@mail.test' })
          return { person: { sub: 'x', email: 'eve@mail.test', email_verified: false } }
        },
      ],
      [
        'when the address that is verified is another one',
        'Mail',
        'Invalid User',
        async () => ({
          person: { sub: 'x', email_verified: true },
          userinfo: { email: 'eve@mail.test', email_verified: false },
        }),
      ],
      [
        'when nothing is said of the address',
        'Mail',
        'Invalid User',
        async () => ({ person: { sub: 'x', email: 'eve@mail.test' } }),
      ],
      ['when there is no address', 'Mail', 'Invalid User', async () => ({ person: { sub: 'x' } })],
    ] as const) {
      it(what, async () => {
        const answer = await world.logIn((await behaviour()) as Behaviour, label)
        expectRefused(answer)
        texts.push(answer.text)
        expect(await world.lastStatus()).to.equal(status)
      })
    }
    after(() => expect(new Set(texts).size).to.equal(1))
  })

  describe('a secret of a provider', () => {
    const path = '/services/atelier/auth-providers'

    it('is stored encrypted, told to nobody, and noted down without itself', async () => {
      const { body, text } = await server.get(path)
      const shown = (body as readonly Fields[]).find(({ name }) => name === 'Company')
      expect(shown).to.deep.equal({
        ...{ name: 'Company', label: 'Company', issuer: world.idp.issuer, active: true, hasSecret: true },
        callbackUrl: `${server.url}/services/auth/callback/Company`,
      })
      const { rows } = await server.app.org.database.run({
        text: 'SELECT json_agg(s)::text FROM atelier.auth_provider_secret s WHERE org = $1',
        values: [server.app.org.id],
      })
      const trail = (await server.get('/services/atelier/audit')).text
      expect(trail).to.include('auth provider Company').and.include('secret set')
      for (const place of [text, rows[0]?.[0], trail]) expect(place).not.to.include(world.idp.clientSecret)
    })

    it('is set and seen by those who may deploy only, for a provider that is there', async () => {
      const clerk = await addUser(server, 'Clerk')
      const secret = { body: { secret: 'x' } }
      expectError(await clerk.get(path), 403, 'INSUFFICIENT_ACCESS_OR_READONLY')
      const put = await clerk.send('PUT', `${path}/Company/secret`, secret)
      expectError(put, 403, 'INSUFFICIENT_ACCESS_OR_READONLY')
      expectError(await clerk.delete(`${path}/Company/secret`), 403, 'INSUFFICIENT_ACCESS_OR_READONLY')
      expectError(await server.send('PUT', `${path}/Nothing/secret`, secret), 404, 'NOT_FOUND')
      expect((await server.delete(`${path}/Gone/secret`)).status).to.equal(204)
      expectError(await server.delete(`${path}/Gone/secret`), 404, 'NOT_FOUND')
      for (const wrong of ['', 1, null, { $ne: 1 }]) {
        const answer = await server.send('PUT', `${path}/Company/secret`, { body: { secret: wrong } })
        expectError(answer, 400, 'INVALID_INPUT')
      }
    })
  })
})
