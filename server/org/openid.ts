import type * as openid from 'openid-client'
import { emit } from '../kernel/observe.ts'
import type { AuthProviderModel } from '../metadata/types/auth-provider/compile.ts'

/** Seconds that a provider has for each answer, and that its clock may be wrong. */
const TIMEOUT = 8
const CLOCK_TOLERANCE = 30
/** Milliseconds after which what a provider says of itself is asked again. */
const DISCOVERY_LIFE = 3600_000

/** What a provider has said of somebody, in a token that was checked. */
export interface ProviderClaims {
  readonly subject: string
  /** Only one that the provider has verified. */
  readonly email?: string
  readonly name?: string
  readonly givenName?: string
  readonly familyName?: string
  /** The provider has asked for a second factor itself (`amr` has `mfa`, RFC 8176). */
  readonly hasSecondFactor: boolean
}

/** What is sent along, and has to fit what comes back. */
export interface AuthorizationChecks {
  readonly state: string
  readonly nonce: string
  /** PKCE: the provider is shown its hash first, and itself with the code. */
  readonly verifier: string
}

/** The provider, and how this org shows that it is itself; undefined: by proof of the code's owner (PKCE) alone. */
export interface Client {
  readonly provider: AuthProviderModel
  readonly secret: string | undefined
  readonly redirectUri: string
}

type Library = typeof openid

/** Loaded with the first login of the kind. */
const library = (): Promise<Library> => import('openid-client')

export async function makeChecks(): Promise<AuthorizationChecks> {
  const { randomNonce, randomPKCECodeVerifier, randomState } = await library()
  return { state: randomState(), nonce: randomNonce(), verifier: randomPKCECodeVerifier() }
}

/** Where the browser goes to log in. Undefined: the provider does not answer as it should; it is in the log. */
export async function authorizationUrl(
  client: Client,
  { state, nonce, verifier }: AuthorizationChecks,
): Promise<string | undefined> {
  const { provider, redirectUri } = client
  try {
    const { buildAuthorizationUrl, calculatePKCECodeChallenge } = await library()
    const parameters = {
      ...{ redirect_uri: redirectUri, scope: provider.scopes.join(' '), state, nonce },
      ...{ code_challenge: await calculatePKCECodeChallenge(verifier), code_challenge_method: 'S256' },
    }
    return buildAuthorizationUrl(await discover(client), parameters).href
  } catch (error) {
    warn(provider, error)
    return undefined
  }
}

/** What the provider says of whoever has come back with this query. Undefined: nothing that holds; it is in the log. */
export async function claimsOf(
  client: Client,
  query: string,
  { state, nonce, verifier }: AuthorizationChecks,
): Promise<ProviderClaims | undefined> {
  try {
    const { authorizationCodeGrant, fetchUserInfo } = await library()
    const configuration = await discover(client)
    const tokens = await authorizationCodeGrant(configuration, new URL(client.redirectUri + query), {
      ...{ expectedState: state, expectedNonce: nonce, pkceCodeVerifier: verifier, idTokenExpected: true },
    })
    const claims = tokens.claims()
    if (!claims) return undefined
    const isAsked = client.provider.scopes.includes('email') && claims.email === undefined
    if (!isAsked || configuration.serverMetadata().userinfo_endpoint === undefined) return readClaims(claims)
    const more = await fetchUserInfo(configuration, tokens.access_token, claims.sub)
    // What is said of an address belongs to that address, and of factors only what is signed counts.
    const { email, email_verified, ...others } = more
    return readClaims({ ...others, ...claims, email, email_verified, amr: claims.amr })
  } catch (error) {
    warn(client.provider, error)
    return undefined
  }
}

function readClaims(claims: openid.IDToken): ProviderClaims {
  const textOf = (name: string): string | undefined => {
    const value = claims[name]
    return typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined
  }
  const [email, name] = [textOf('email'), textOf('name')]
  const [givenName, familyName] = [textOf('given_name'), textOf('family_name')]
  // Some providers write it as text.
  const isVerified = claims.email_verified === true || claims.email_verified === 'true'
  return {
    subject: claims.sub,
    ...(email !== undefined && isVerified && { email }),
    ...(name !== undefined && { name }),
    ...(givenName !== undefined && { givenName }),
    ...(familyName !== undefined && { familyName }),
    hasSecondFactor: Array.isArray(claims.amr) && claims.amr.includes('mfa'),
  }
}

interface Discovered {
  readonly configuration: Promise<openid.Configuration>
  readonly until: number
}

/** By what was asked for. */
const discovered = new Map<string, Discovered>()

function discover({ provider, secret }: Client): Promise<openid.Configuration> {
  const { issuer, consumerKey, sendsSecretInHeader } = provider
  const key = JSON.stringify([issuer, consumerKey, sendsSecretInHeader, secret])
  const known = discovered.get(key)
  if (known && known.until > Date.now()) return known.configuration
  const configuration = askProvider(provider, secret)
  discovered.set(key, { configuration, until: Date.now() + DISCOVERY_LIFE })
  // What has failed is asked again at once.
  configuration.catch(() => discovered.delete(key))
  return configuration
}

async function askProvider(
  { issuer, consumerKey, sendsSecretInHeader }: AuthProviderModel,
  secret: string | undefined,
): Promise<openid.Configuration> {
  const client = await library()
  const { ClientSecretBasic, ClientSecretPost, None } = client
  const shown = sendsSecretInHeader ? ClientSecretBasic(secret) : ClientSecretPost(secret)
  const execute = [client.enableNonRepudiationChecks]
  // The checks of metadata let nothing but the machine itself be reached without TLS.
  if (issuer.startsWith('http:')) execute.push(client.allowInsecureRequests)
  const configuration = await client.discovery(
    new URL(issuer),
    consumerKey,
    { [client.clockTolerance]: CLOCK_TOLERANCE },
    secret === undefined ? None() : shown,
    { execute, timeout: TIMEOUT },
  )
  // The library lets some providers speak for all of their customers.
  if (new URL(configuration.serverMetadata().issuer).href === new URL(issuer).href) return configuration
  throw new Error(`${issuer} says that it is ${configuration.serverMetadata().issuer}.`)
}

/** The reason without what it was found in: that may be a token. */
function warn({ name }: AuthProviderModel, error: unknown): void {
  const { message, code, cause } = error as Error & { readonly code?: unknown }
  const reasons = [message, code, cause instanceof Error ? cause.message : undefined]
  const text = reasons.filter(reason => typeof reason === 'string').join('; ')
  emit('warning', { message: `A login by the auth provider ${name} failed: ${text}` })
}
