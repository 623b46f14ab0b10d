import type { Request, Response } from 'express'
import { type AuthProviderModel, authProvidersOf } from '../metadata/types/auth-provider/compile.ts'
import type { Org } from '../org/session.ts'
import { AUTHORIZE_PATH, type AuthorizeRequest, askedIn, readAuthorizeRequest } from './authorize-request.ts'
import { LOGIN_COOKIE } from './login-pages.ts'
import { hasProof, type PageCookie } from './page-proof.ts'
import { formOf } from './token-request.ts'

export const SSO_PATH = '/services/auth'
export const CODE_PATH = `${SSO_PATH}/second-factor`

/** Binds a login to the browser that has begun it; then the second factor to the login. */
export const SSO_COOKIE: PageCookie = { name: 'atelier_sso', path: SSO_PATH }

/** One step of a login with a provider. */
export interface SsoStep {
  readonly org: Org
  readonly provider: AuthProviderModel
  readonly request: Request
  readonly response: Response
}

export function activeProvider(org: Org, name: string | undefined): AuthProviderModel | undefined {
  const provider = authProvidersOf(org.model).get(name?.toLowerCase() ?? '')
  return provider?.active ? provider : undefined
}

/**
 * Where the login is wanted: for an app, when the user has chosen the provider on the app's own login page. Undefined:
 * nowhere; a link on another site logs nobody in for an app.
 */
export async function targetOf(org: Org, request: Request): Promise<string | undefined> {
  const form = formOf(request)
  if (!hasProof(request, LOGIN_COOKIE, form.csrf)) return undefined
  const asked = await readAuthorizeRequest(org, form)
  return asked && !asked.error ? `${AUTHORIZE_PATH}?${new URLSearchParams(askedIn(form))}` : undefined
}

/** What an app has asked for; undefined when it is no longer there. */
export async function askedAt(org: Org, target: string): Promise<AuthorizeRequest | undefined> {
  const [path, query] = target.split('?')
  if (path !== AUTHORIZE_PATH) return undefined
  const asked = await readAuthorizeRequest(org, Object.fromEntries(new URLSearchParams(query)))
  return asked?.error ? undefined : asked
}
