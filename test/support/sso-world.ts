import { createHash } from 'node:crypto'
import { expect } from 'chai'
import { type Behaviour, type OpenIdProvider, startOpenIdProvider } from './openid-provider.ts'
import { openBrowser } from './sso-browser.ts'
import type { Answer, Fields } from './test-client.ts'
import { besideStandard } from './test-org.ts'
import { startTestServer, type TestServer } from './test-server.ts'
import { addUser, type TestUser } from './test-users.ts'

const BACK = 'https://app.example/callback'
const VERIFIER = 'v'.repeat(50)
const CHALLENGE = createHash('sha256').update(VERIFIER).digest('base64url')
const REFUSED = 'You could not be logged in.'

/** A server, an OpenID provider that its metadata names, and an app that people log in for. */
export interface SsoWorld {
  readonly idp: OpenIdProvider
  readonly server: TestServer
  /** Address of the app's login page. */
  readonly page: string
  /** A user whom the provider knows by a subject of its own. */
  addPerson(more?: Fields, profile?: string): Promise<TestUser & { readonly sub: string }>
  /** What the way over the provider ends in. */
  logIn(behaviour: Behaviour, label?: string): Promise<Answer>
  /** The id of the user whom the app works as, with the code that it was sent. */
  userOf(answer: Answer): Promise<unknown>
  /** Of the last entry in the login history. */
  lastStatus(): Promise<unknown>
  keepSecret(provider: string, secret?: string): Promise<void>
  close(): Promise<void>
}

/** `providers`: what they have beside the address of the provider, by name; the label is the name. */
export async function createSsoWorld(
  providers: Readonly<Record<string, object>>,
  more: Readonly<Record<string, object>> = {},
): Promise<SsoWorld> {
  const idp = await startOpenIdProvider()
  const files = Object.entries(providers).map(([name, keys]) => [
    `auth-providers/${name}.json`,
    { friendlyName: name, idTokenIssuer: idp.issuer, consumerKey: idp.clientId, ...keys },
  ])
  const server = await startTestServer({
    files: await besideStandard({ ...more, ...Object.fromEntries(files) }),
  })
  const app = { name: 'Phone', redirectUris: [BACK], hasSecret: false }
  const { record } = await server.post('/services/atelier/connected-apps', app)
  const clientId = record.clientId as string
  const asked = {
    ...{ response_type: 'code', client_id: clientId, redirect_uri: BACK, state: 'a&b' },
    ...{ code_challenge: CHALLENGE, code_challenge_method: 'S256' },
  }
  const page = `/services/oauth2/authorize?${new URLSearchParams(asked)}`
  const keepSecret: SsoWorld['keepSecret'] = async (provider, secret = idp.clientSecret) => {
    const path = `/services/atelier/auth-providers/${provider}/secret`
    expect((await server.send('PUT', path, { body: { secret } })).status).to.equal(204)
  }
  for (const name of Object.keys(providers)) await keepSecret(name)
  let people = 0
  return {
    ...{ idp, server, page, keepSecret },
    addPerson: async (fields = {}, profile = 'Clerk') => {
      const sub = `subject-${++people}`
      return { ...(await addUser(server, profile, { FederationIdentifier: sub, ...fields })), sub }
    },
    logIn: (behaviour, label = 'Company') => {
      idp.behave(behaviour)
      return openBrowser(server).logIn(page, label)
    },
    userOf: answer => tradeCode(server, clientId, answer),
    lastStatus: async () => {
      const { rows } = await server.app.org.database.run({
        text: 'SELECT status FROM atelier.login_history WHERE org = $1 AND login_type = $2 ORDER BY id DESC LIMIT 1',
        values: [server.app.org.id, 'Third Party SSO'],
      })
      return rows[0]?.[0]
    },
    close: async () => {
      await server.close()
      await idp.close()
    },
  }
}

async function tradeCode(server: TestServer, clientId: string, answer: Answer): Promise<unknown> {
  const { status, headers, text } = answer
  expect(status, text).to.equal(303)
  const back = new URL(headers.get('location') as string)
  expect(back.origin + back.pathname).to.equal(BACK)
  expect(back.searchParams.get('state')).to.equal('a&b')
  const form = {
    ...{ grant_type: 'authorization_code', client_id: clientId, code_verifier: VERIFIER },
    ...{ code: back.searchParams.get('code') ?? '', redirect_uri: BACK },
  }
  const { record } = await server.send('POST', '/services/oauth2/token', {
    token: null,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: String(new URLSearchParams(form)),
  })
  const token = record.access_token as string
  return (await server.send('GET', '/services/oauth2/userinfo', { token })).record.user_id
}

/** The page that says the same whatever is wrong. */
export function expectRefused({ status, headers, text }: Answer): void {
  expect(status, text).to.equal(400)
  expect(text).to.include(REFUSED)
  expect(headers.get('location')).to.equal(null)
}
