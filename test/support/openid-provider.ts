import { createHash, randomBytes } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose'

type Claims = Readonly<Record<string, unknown>>

/** How the provider behaves from now on; what is left out is right. */
export interface Behaviour {
  /** Of the person who is logged in at the provider. */
  readonly person?: Claims
  /** Claims that the token has instead; undefined ones are left out. */
  readonly token?: Claims
  /** What the userinfo endpoint says beside `sub`; undefined: what the token says. */
  readonly userinfo?: Claims
  /** Signs the token otherwise. */
  readonly sign?: (claims: Claims) => Promise<string> | string
  /** What it answers instead of a code. */
  readonly error?: string
}

/** An OpenID provider on loopback: discovery, codes with PKCE, signed tokens, userinfo. Everybody consents at once. */
export interface OpenIdProvider {
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: string
  /** Paths that were asked for. */
  readonly asked: string[]
  behave(behaviour: Behaviour): void
  /** A token as the provider signs it. */
  sign(claims: Claims): Promise<string>
  close(): Promise<void>
}

interface Grant {
  readonly redirectUri: string
  readonly challenge: string
  readonly nonce: string | null
}

const SECRET = 'what only provider and org know'

export async function startOpenIdProvider(clientId = 'atelier'): Promise<OpenIdProvider> {
  const { publicKey, privateKey } = await generateKeyPair('RS256')
  const keys = [{ ...(await exportJWK(publicKey)), kid: 'one', alg: 'RS256', use: 'sig' }]
  const grants = new Map<string, Grant>()
  const asked: string[] = []
  let behaviour: Behaviour = {}
  const person = (): Claims => behaviour.person ?? { sub: 'somebody' }
  const sign = (claims: Claims): Promise<string> =>
    new SignJWT(claims as JWTPayload).setProtectedHeader({ alg: 'RS256', kid: 'one' }).sign(privateKey)

  const routes: Readonly<
    Record<string, (url: URL, request: IncomingMessage, response: ServerResponse) => unknown>
  > = {
    '/.well-known/openid-configuration': (_url, _request, response) => sendJson(response, metadataOf(issuer)),
    '/jwks': (_url, _request, response) => sendJson(response, { keys }),
    '/authorize': ({ searchParams }, _request, response) => {
      const back = new URL(searchParams.get('redirect_uri') ?? '')
      const isRight =
        searchParams.get('client_id') === clientId && searchParams.get('code_challenge_method') === 'S256'
      if (!isRight) return sendJson(response, { error: 'invalid_request' }, 400)
      const code = randomBytes(16).toString('hex')
      const challenge = searchParams.get('code_challenge') ?? ''
      grants.set(code, { redirectUri: back.href, challenge, nonce: searchParams.get('nonce') })
      const answer = behaviour.error === undefined ? { code } : { error: behaviour.error }
      const all = { ...answer, state: searchParams.get('state') ?? '', iss: issuer }
      for (const [name, value] of Object.entries(all)) back.searchParams.set(name, value)
      response.writeHead(302, { location: back.href }).end()
    },
    '/token': async (_url, request, response) => {
      const form = new URLSearchParams(await text(request))
      const grant = grants.get(form.get('code') ?? '')
      grants.delete(form.get('code') ?? '')
      if (!isClient(request, form, clientId)) return sendJson(response, { error: 'invalid_client' }, 401)
      const proof = createHash('sha256')
        .update(form.get('code_verifier') ?? '')
        .digest('base64url')
      if (grant?.challenge !== proof || grant.redirectUri !== form.get('redirect_uri')) {
        return sendJson(response, { error: 'invalid_grant' }, 400)
      }
      const now = Math.floor(Date.now() / 1000)
      const standard = { iss: issuer, aud: clientId, iat: now, exp: now + 300, nonce: grant.nonce }
      const claims = { ...standard, ...person(), ...behaviour.token }
      const id_token = await (behaviour.sign ?? sign)(claims)
      sendJson(response, { access_token: 'opens userinfo', token_type: 'Bearer', expires_in: 60, id_token })
    },
    '/userinfo': (_url, _request, response) =>
      sendJson(response, { sub: person().sub, ...(behaviour.userinfo ?? person()) }),
  }
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', issuer)
    asked.push(url.pathname)
    const route = routes[url.pathname]
    if (route) void route(url, request, response)
    else sendJson(response, { error: 'not_found' }, 404)
  })
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    ...{ issuer, clientId, clientSecret: SECRET, asked, sign },
    behave: next => {
      behaviour = next
    },
    close: () =>
      new Promise(done => {
        server.closeAllConnections()
        server.close(() => done())
      }),
  }
}

function metadataOf(issuer: string): Claims {
  return {
    issuer,
    authorization_endpoint: `${issuer}/authorize`,
    token_endpoint: `${issuer}/token`,
    jwks_uri: `${issuer}/jwks`,
    userinfo_endpoint: `${issuer}/userinfo`,
    response_types_supported: ['code'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
    code_challenge_methods_supported: ['S256'],
    authorization_response_iss_parameter_supported: true,
  }
}

/** The secret in the form or in the header. */
function isClient({ headers }: IncomingMessage, form: URLSearchParams, clientId: string): boolean {
  const basic = Buffer.from((headers.authorization ?? '').replace(/^Basic /, ''), 'base64').toString()
  const encode = (word: string): string => encodeURIComponent(word).replaceAll('%20', '+')
  if (basic !== '') return basic === `${encode(clientId)}:${encode(SECRET)}`
  return form.get('client_id') === clientId && form.get('client_secret') === SECRET
}

function sendJson(response: ServerResponse, value: unknown, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value))
}
