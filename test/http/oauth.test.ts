import { createHash, generateKeyPairSync } from 'node:crypto'
import { expect } from 'chai'
import { SignJWT } from 'jose'
import { isSafeRedirect } from '../../server/org/redirect-uris.ts'
import { type Answer, expectError, type Fields } from '../support/test-client.ts'
import { besideStandard } from '../support/test-org.ts'
import { startTestServer, type TestServer } from '../support/test-server.ts'
import { addUser, type TestUser } from '../support/test-users.ts'

const TOKEN = '/services/oauth2/token'
const AUTHORIZE = '/services/oauth2/authorize'
const APPS = '/services/atelier/connected-apps'
const FORM = { 'content-type': 'application/x-www-form-urlencoded' }
const PASSWORD = 'seven green bicycles sing'
const BACK = 'https://app.example/callback?from=atelier'
const VERIFIER = 'v'.repeat(50)
const CHALLENGE = createHash('sha256').update(VERIFIER).digest('base64url')
const may = (...names: readonly string[]) => names.map(name => ({ name, enabled: true }))
const FILES = {
  'profiles/Clerk.json': { label: 'Clerk', userPermissions: may('ApiEnabled') },
  'profiles/Personnel.json': { label: 'Personnel', userPermissions: may('ApiEnabled', 'ManageUsers') },
}
type Strings = Readonly<Record<string, string>>

describe('connected apps over OAuth', () => {
  let server: TestServer
  let clerk: TestUser
  let app: Fields
  before(async () => {
    server = await startTestServer({ files: await besideStandard(FILES) })
    clerk = await addUser(server, 'Clerk')
    await server.post(`sobjects/User/${clerk.id}/password`, { NewPassword: PASSWORD })
    app = (await server.post(APPS, { name: 'Phone', redirectUris: [BACK], hasSecret: false })).record
  })
  after(() => server.close())

  const post = (path: string, form: Strings | string, headers: Strings = {}): Promise<Answer> =>
    server.send('POST', path, {
      token: null,
      headers: { ...FORM, ...headers },
      body: String(new URLSearchParams(form)),
    })
  const ask = (token: unknown, path = 'sobjects') => server.send('GET', path, { token: token as string })
  const asked = (more: Strings = {}): Strings => ({
    response_type: 'code',
    client_id: app.clientId as string,
    redirect_uri: BACK,
    code_challenge: CHALLENGE,
    code_challenge_method: 'S256',
    state: 'a&b=c',
    ...more,
  })
  const open = (form: Strings) =>
    server.send('GET', `${AUTHORIZE}?${new URLSearchParams(form)}`, { token: null })
  const logIn = async (form: Strings, more: Strings = {}): Promise<Answer> => {
    const page = await open(form)
    const csrf = /name="csrf" value="([^"]+)"/.exec(page.text)?.[1] ?? ''
    const cookie = (page.headers.get('set-cookie') ?? '').split(';')[0] ?? ''
    return post(
      AUTHORIZE,
      { ...form, csrf, username: clerk.username, password: PASSWORD, ...more },
      { cookie },
    )
  }
  const codeOf = ({ status, headers, text }: Answer): string => {
    expect(status, text).to.equal(303)
    return new URL(headers.get('location') as string).searchParams.get('code') as string
  }
  const trade = (code: string, more: Strings = {}) =>
    post(TOKEN, {
      ...{ grant_type: 'authorization_code', client_id: app.clientId as string, code },
      ...{ redirect_uri: BACK, code_verifier: VERIFIER, ...more },
    })
  const refresh = (token: unknown, more: Strings = {}) =>
    post(TOKEN, {
      grant_type: 'refresh_token',
      client_id: app.clientId as string,
      refresh_token: token as string,
      ...more,
    })
  const refused = ({ status, record, text }: Answer, error: string): void => {
    expect([status, record.error], text).to.deep.equal([error === 'invalid_client' ? 401 : 400, error])
  }

  describe('a code with proof of its owner', () => {
    it('comes back to the app after a login, and gives a token of the user', async () => {
      const page = await open(asked())
      expect(page.status).to.equal(200)
      expect(page.headers.get('content-security-policy')).to.include(
        "form-action 'self' https://app.example;",
      )
      expect(page.headers.get('set-cookie')).to.match(/HttpOnly; SameSite=Strict/)
      const answer = await logIn(asked())
      const location = new URL(answer.headers.get('location') as string)
      expect(location.origin + location.pathname).to.equal('https://app.example/callback')
      expect(location.searchParams.get('state')).to.equal('a&b=c')
      expect(location.searchParams.get('from')).to.equal('atelier')
      const { record, status } = await trade(codeOf(answer))
      expect(status).to.equal(200)
      expect(record).to.include({ scope: 'api id refresh_token', token_type: 'Bearer' })
      const who = await ask(record.access_token, '/services/oauth2/userinfo')
      expect(who.record.user_id).to.equal(clerk.id)
    })

    for (const [what, more] of [
      ['an unknown app', { client_id: 'x' }],
      ['another address', { redirect_uri: 'https://evil.example/' }],
      ['an address that begins like it', { redirect_uri: `${BACK}.evil.example` }],
      ['an address below it', { redirect_uri: `${BACK}/../evil` }],
      ['its address in another case', { redirect_uri: BACK.toUpperCase() }],
      ['a script', { redirect_uri: 'javascript:alert(1)' }],
      ['no address', { redirect_uri: '' }],
    ] as const) {
      it(`sends nobody anywhere for ${what}`, async () => {
        const { status, headers } = await open(asked(more))
        expect(status).to.equal(400)
        expect(headers.get('location')).to.equal(null)
        expect((await logIn(asked(), more)).status).to.equal(400)
      })
    }

    for (const [what, more, error] of [
      ['a token in the address', { response_type: 'token' }, 'unsupported_response_type'],
      ['no proof', { code_challenge: '' }, 'invalid_request'],
      ['a proof in plain text', { code_challenge_method: 'plain' }, 'invalid_request'],
      ['scopes that the app lacks', { scope: 'api full' }, 'invalid_scope'],
    ] as const) {
      it(`tells the app that ${what} is refused`, async () => {
        const { status, headers } = await open(asked(more))
        expect(status).to.equal(303)
        expect(headers.get('location'))
          .to.match(/^https:\/\/app\.example\/callback\?/)
          .and.include(`error=${error}`)
      })
    }

    it('takes the form of this server only', async () => {
      for (const more of [{ csrf: '' }, { csrf: 'x'.repeat(43) }]) {
        const answer = await logIn(asked(), more)
        expect(answer.status).to.equal(400)
        expect(answer.text).to.include('log in again')
      }
      const noCookie = await post(AUTHORIZE, {
        ...asked(),
        csrf: 'x'.repeat(43),
        username: clerk.username,
        password: PASSWORD,
      })
      expect(noCookie.status).to.equal(400)
    })

    it('says the same of a wrong password and an unknown user, and shows what was typed as text', async () => {
      const pages = [
        await logIn(asked(), { password: 'wrong', username: '"><script>x' }),
        await logIn(asked({ state: '"><script>x' }), { password: 'wrong' }),
      ]
      for (const { status, text } of pages) {
        expect(status).to.equal(400)
        expect(text).to.include('User name, password or code is wrong.').and.not.include('<script')
      }
      const nested = `${new URLSearchParams(asked())}&username[$ne]=x&password[]=y`
      expect((await post(AUTHORIZE, nested)).status).to.equal(400)
    })

    for (const [what, more] of [
      ['another proof', { code_verifier: 'w'.repeat(50) }],
      ['the challenge as the proof', { code_verifier: CHALLENGE }],
      ['another address', { redirect_uri: 'https://app.example/' }],
    ] as const) {
      it(`is worth nothing with ${what}, also afterwards`, async () => {
        const code = codeOf(await logIn(asked()))
        refused(await trade(code, more), 'invalid_grant')
        refused(await trade(code), 'invalid_grant')
      })
    }

    it('of one app is nothing to another one', async () => {
      const other = await server.post(APPS, { name: 'Other phone', redirectUris: [BACK], hasSecret: false })
      refused(
        await trade(codeOf(await logIn(asked())), { client_id: other.record.clientId as string }),
        'invalid_grant',
      )
      refused(await trade(codeOf(await logIn(asked())), { client_id: 'x' }), 'invalid_client')
      refused(await trade(codeOf(await logIn(asked())), { client_secret: 'x' }), 'invalid_client')
    })

    it('that comes twice ends what it has brought', async () => {
      const code = codeOf(await logIn(asked()))
      const { record } = await trade(code)
      expect((await ask(record.access_token)).status).to.equal(200)
      refused(await trade(code), 'invalid_grant')
      expectError(await ask(record.access_token), 401, 'INVALID_SESSION_ID')
      refused(await refresh(record.refresh_token), 'invalid_grant')
    })
  })

  describe('a refresh token', () => {
    const consent = async (more: Strings = {}): Promise<Fields> =>
      (await trade(codeOf(await logIn(asked(more))))).record

    it('is used once, and gives another one', async () => {
      const first = await consent()
      const { record: second } = await refresh(first.refresh_token)
      expect(second.refresh_token).to.be.a('string').and.not.equal(first.refresh_token)
      expect((await ask(second.access_token)).status).to.equal(200)
      expect((await refresh(second.refresh_token)).status).to.equal(200)
    })

    it('that comes twice is in two hands: all of its consent ends', async () => {
      const first = await consent()
      const other = await consent()
      const { record: second } = await refresh(first.refresh_token)
      refused(await refresh(first.refresh_token), 'invalid_grant')
      refused(await refresh(second.refresh_token), 'invalid_grant')
      expectError(await ask(second.access_token), 401, 'INVALID_SESSION_ID')
      expect((await ask(other.access_token)).status).to.equal(200)
    })

    it('is given where it was asked for only', async () => {
      expect((await consent({ scope: 'api' })).refresh_token).to.equal(undefined)
    })

    for (const [when, end] of [
      [
        'it is revoked',
        (record: Fields) => post('/services/oauth2/revoke', { token: record.refresh_token as string }),
      ],
      ['the user is deactivated', () => server.patch(`sobjects/User/${clerk.id}`, { IsActive: false })],
      [
        'the password changes',
        () => server.post(`sobjects/User/${clerk.id}/password`, { NewPassword: PASSWORD }),
      ],
    ] as const) {
      it(`ends when ${when}`, async () => {
        const record = await consent()
        expect((await end(record)).status).to.be.oneOf([200, 204])
        await server.patch(`sobjects/User/${clerk.id}`, { IsActive: true })
        expectError(await ask(record.access_token), 401, 'INVALID_SESSION_ID')
        refused(await refresh(record.refresh_token), 'invalid_grant')
      })
    }
  })

  it('scopes hold: who may learn a name may not read records', async () => {
    const { record } = await trade(codeOf(await logIn(asked({ scope: 'id' }))))
    expect((await ask(record.access_token, '/services/oauth2/userinfo')).status).to.equal(200)
    for (const path of [
      'sobjects',
      'query?q=x',
      '/services/atelier/sessions',
      '/services/atelier/two-factor',
    ]) {
      expectError(await ask(record.access_token, path), 403, 'INSUFFICIENT_ACCESS_OR_READONLY')
    }
  })

  describe('a signed assertion', () => {
    const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
    const pem = publicKey.export({ type: 'spki', format: 'pem' }) as string
    let signer: Fields
    let n = 0
    before(async () => {
      signer = (await server.post(APPS, { name: 'Signer', publicKey: pem, username: clerk.username })).record
    })
    const now = (): number => Math.floor(Date.now() / 1000)
    const sign = (claims: Fields = {}, alg = 'RS256', key: Parameters<SignJWT['sign']>[0] = privateKey) =>
      new SignJWT({
        ...{ iss: signer.clientId, sub: clerk.username, aud: server.url, exp: now() + 120, jti: String(++n) },
        ...claims,
      } as Record<string, unknown>)
        .setProtectedHeader({ alg })
        .sign(key)
    const assert = (assertion: string) =>
      post(TOKEN, { grant_type: 'urn:ietf:params:oauth:grant-type:jwt-bearer', assertion })

    it('gives a token of the user that the app works as, once', async () => {
      const assertion = await sign()
      const { record } = await assert(assertion)
      expect((await ask(record.access_token, '/services/oauth2/userinfo')).record.user_id).to.equal(clerk.id)
      refused(await assert(assertion), 'invalid_grant')
      const [head, body, signature = ''] = assertion.split('.')
      refused(await assert(`${head}.${body}.${signature}=`), 'invalid_grant')
      expect((await assert(await sign({ aud: `${server.url}${TOKEN}` }))).status).to.equal(200)
    })

    for (const [what, claims] of [
      ['another user', { sub: 'admin@atelier.local' }],
      ['nobody', { sub: undefined }],
      ['an object as the user', { sub: { $ne: null } }],
      ['another app', { iss: 'x' }],
      ['another server', { aud: 'https://login.salesforce.com' }],
      ['no server', { aud: undefined }],
      ['the past', { exp: 1000 }],
      ['the far future', { exp: 99_999_999_999 }],
      ['no time', { exp: undefined }],
      ['a time to come', { nbf: 99_999_999_999 }],
    ] as const) {
      it(`for ${what} is refused`, async () => refused(await assert(await sign(claims)), 'invalid_grant'))
    }

    it('signed otherwise, or no assertion at all, is refused', async () => {
      const other = generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
      const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${(await sign()).split('.')[1]}.`
      for (const assertion of [
        await sign({}, 'RS256', other),
        await sign({}, 'RS512'),
        await sign({}, 'HS256', Buffer.from(pem)),
        unsigned,
        'x',
        'a.b.c',
        '..',
      ]) {
        refused(await assert(assertion), 'invalid_grant')
      }
    })
  })

  it('are made for nobody mightier than who makes them, with addresses, keys and scopes that make sense', async () => {
    const personnel = await addUser(server, 'Personnel')
    const mighty = await personnel.post(APPS, { name: 'Back door', username: 'admin@atelier.local' })
    expectError(mighty, 403, 'INSUFFICIENT_ACCESS_OR_READONLY')
    for (const options of [
      { redirectUris: ['http://app.example/'] },
      { redirectUris: 'https://app.example/' },
      { redirectUris: [{ $ne: 1 }] },
      { publicKey: 'x' },
      { publicKey: 1 },
      { scopes: ['everything'] },
      { scopes: 'api' },
    ]) {
      expectError(await server.post(APPS, { name: 'Wrong', ...options }), 400, 'INVALID_INPUT')
    }
  })

  it('log in by themselves only with a secret', async () => {
    const form = { grant_type: 'client_credentials', client_id: app.clientId as string, client_secret: 'x' }
    refused(await post(TOKEN, form), 'invalid_client')
    expect(app.clientSecret).to.equal(undefined)
  })

  for (const [address, safe] of [
    ['https://app.example/back', true],
    ['http://localhost:8080/back', true],
    ['http://127.0.0.1/', true],
    ['com.example.app:/back', true],
    ['http://app.example/', false],
    ['http://localhost.evil.example/', false],
    ['https://app.example/#x', false],
    ['https://user:pass@app.example/', false],
    ['javascript:alert(1)', false],
    ['data:text/html,x', false],
    ['/back', false],
    ['', false],
  ] as const) {
    it(`${address} is ${safe ? 'an' : 'no'} address to come back to`, () => {
      expect(isSafeRedirect(address)).to.equal(safe)
    })
  }
})
