import type { Request } from 'express'
import type { AuthProviderModel } from '../metadata/types/auth-provider/compile.ts'
import { findProviderSecret } from '../org/auth-provider-secrets.ts'
import { authorizationUrl, type Client, claimsOf, makeChecks } from '../org/openid.ts'
import { randomText } from '../org/secrets.ts'
import type { Org } from '../org/session.ts'
import { loginByCode, loginByProvider, recordFailure, type SsoOutcome } from '../org/sso-logins.ts'
import { endLogin, findLogin, keepRequest, REQUEST_LIFE, takeRequest } from '../org/sso-requests.ts'
import { activeProvider } from './auth-providers.ts'
import type { HttpDependencies } from './dependencies.ts'
import { sourceOf } from './login-source.ts'
import { hasProof, readCookie } from './page-proof.ts'
import { provisionUser } from './provision-user.ts'
import { SSO_COOKIE, SSO_PATH, type SsoStep } from './sso-target.ts'
import { formOf } from './token-request.ts'

/** How far a login has come, and where it is wanted. */
export interface SsoProgress {
  readonly provider: string
  readonly outcome: SsoOutcome
  readonly target: string
}

/** Where the browser goes next; undefined: the provider does not answer. */
export async function beginSso(
  dependencies: HttpDependencies,
  { org, provider, request, response }: SsoStep,
  target: string,
): Promise<string | undefined> {
  const [client, checks] = [await clientOf(dependencies, org, provider), await makeChecks()]
  const url = await authorizationUrl(client, checks)
  if (url === undefined) return undefined
  const browser = randomText(43)
  await keepRequest(org, { ...checks, provider: provider.name, browser, target })
  const secure = request.secure || client.redirectUri.startsWith('https:')
  const { name, path } = SSO_COOKIE
  // Sent along when the provider leads back, which no strict cookie is.
  const options = { httpOnly: true, sameSite: 'lax', secure, path, maxAge: REQUEST_LIFE * 1000 } as const
  response.cookie(name, browser, options)
  return url
}

/** Undefined: nothing of this browser is on its way, or the provider vouches for nobody. */
export async function acceptCallback(
  dependencies: HttpDependencies,
  { org, provider, request }: SsoStep,
): Promise<SsoProgress | undefined> {
  const browser = readCookie(request, SSO_COOKIE.name)
  const { state } = formOf(request)
  if (!browser || !state) return undefined
  const kept = await takeRequest(org, { provider: provider.name, browser, state })
  if (!kept) return undefined
  const client = await clientOf(dependencies, org, provider)
  const query = request.originalUrl.slice(request.originalUrl.indexOf('?'))
  const claims = await claimsOf(client, query, kept)
  const source = sourceOf(request)
  if (!claims) {
    await recordFailure(org, provider, source, 'Invalid Token')
    return undefined
  }
  let outcome = await loginByProvider(org, provider, claims, source)
  if (outcome.outcome === 'unknown' && provider.provisioningProfile !== undefined) {
    await provisionUser(dependencies, org, provider, claims)
    // Also when another login has been quicker.
    outcome = await loginByProvider(org, provider, claims, source)
  }
  if (outcome.outcome === 'unknown') await recordFailure(org, provider, source, 'Invalid User')
  return { provider: provider.name, outcome, target: kept.target }
}

/** Undefined: no login waits for a code from this page, or no longer. */
export async function acceptCode(org: Org, request: Request): Promise<SsoProgress | undefined> {
  const { csrf = '', totp = '' } = formOf(request)
  const login = hasProof(request, SSO_COOKIE, csrf) ? await findLogin(org, csrf) : undefined
  const provider = activeProvider(org, login?.provider)
  if (!login || !provider) return undefined
  const outcome = await loginByCode(org, provider, login.userId, totp.trim(), sourceOf(request))
  const { target } = login
  if (outcome.outcome === 'in' && !(await endLogin(org, csrf))) return undefined
  return { provider: provider.name, outcome, target }
}

async function clientOf(
  dependencies: HttpDependencies,
  org: Org,
  provider: AuthProviderModel,
): Promise<Client> {
  const secret = (await findProviderSecret(org, provider)) ?? givenSecret(dependencies, org, provider)
  return { provider, secret, redirectUri: callbackUrl(dependencies, org, provider) }
}

/** The environment is the main org's: whoever deploys to a sandbox sends its secrets nowhere. */
export function givenSecret(
  {
    orgs,
    providerSecrets,
  }: Pick<HttpDependencies, 'providerSecrets'> & { readonly orgs: { readonly main: Org } },
  org: Org,
  { name }: AuthProviderModel,
): string | undefined {
  return org.id === orgs.main.id ? providerSecrets.get(name.toUpperCase()) : undefined
}

/** What the provider has to know as an address to send people back to. */
export function callbackUrl({ publicUrl }: HttpDependencies, org: Org, { name }: AuthProviderModel): string {
  return `${publicUrl(org)}${SSO_PATH}/callback/${name}`
}
