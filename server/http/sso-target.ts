import type { Request, Response } from 'express'
import type { AuthProviderModel } from '../metadata/types/auth-provider/compile.ts'
import type { Org } from '../org/session.ts'
import { ownAddress } from '../ui/outcome.ts'
import { type AuthorizeRequest, askedIn, readAuthorizeRequest } from './authorize-request.ts'
import { HOME } from './browser-session.ts'
import { LOGIN_COOKIE } from './login-pages.ts'
import { hasProof, type PageCookie } from './page-proof.ts'
import { formOf } from './token-request.ts'

export const SSO_PATH = '/services/auth'
export const CODE_PATH = `${SSO_PATH}/second-factor`

/** Binds a login to the browser that has begun it; then the second factor to the login. */
export const SSO_COOKIE: PageCookie = { name: 'atelier_sso', path: SSO_PATH }

/** Before what an app has asked for; addresses of pages begin with a slash. */
const APP = 'app?'

/** One step of a login with a provider. */
export interface SsoStep {
  readonly org: Org
  readonly provider: AuthProviderModel
  readonly request: Request
  readonly response: Response
}

/**
 * Where the login is wanted: on a page of this server, or for an app. For an app only when the user has chosen the
 * provider on the app's own login page: a link on another site logs nobody in for one. Undefined: nowhere.
 */
export async function targetOf(org: Org, request: Request): Promise<string | undefined> {
  const form = formOf(request)
  if (form.client_id === undefined) return ownAddress(form.startURL ?? form.retURL, HOME)
  if (!hasProof(request, LOGIN_COOKIE, form.csrf)) return undefined
  const asked = await readAuthorizeRequest(org, form)
  return asked && !asked.error ? APP + new URLSearchParams(askedIn(form)) : undefined
}

export function isForApp(target: string): boolean {
  return target.startsWith(APP)
}

/** What an app has asked for; undefined when it is no longer there. */
export async function askedAt(org: Org, target: string): Promise<AuthorizeRequest | undefined> {
  if (!isForApp(target)) return undefined
  const query = new URLSearchParams(target.slice(APP.length))
  const asked = await readAuthorizeRequest(org, Object.fromEntries(query))
  return asked?.error ? undefined : asked
}
