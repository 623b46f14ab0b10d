import type { Request, Response } from 'express'
import type { Org } from '../org/session.ts'
import { createSession, type FoundSession, findSession } from '../org/sessions.ts'
import type { Visit } from '../ui/visit.ts'
import { endSessions } from './acting-session.ts'
import { clearCookie, readCookie, SESSION, setCookie } from './cookies.ts'
import { sourceOf } from './login-source.ts'

/** Where people begin who have not been sent anywhere, and where a second factor is set up that is demanded. */
export const HOME = '/lightning/page/home'
export const TWO_FACTOR_PAGE = '/login/two-factor'

/** Holds the name of the app that was chosen last. */
export const APP = 'app'
const APP_DAYS = 365

export function visitOf(response: Response): Visit {
  return response.locals.visit as Visit
}

/** Another session for whoever has just logged in, and its token: one from before the login is worth nothing after it. */
export async function startSession(
  org: Org,
  request: Request,
  response: Response,
  { userId, scopes }: { readonly userId: string; readonly scopes?: readonly string[] },
): Promise<string> {
  await endSessions(org, request, response)
  const { token } = await createSession(org, userId, { source: sourceOf(request), scopes })
  setCookie(request, response, SESSION, token)
  return token
}

export async function logOut(org: Org, request: Request, response: Response): Promise<void> {
  await endSessions(org, request, response)
  clearCookie(request, response, SESSION)
}

/** The session of a login that is not complete yet: it may set up a second factor and nothing else. */
export async function halfSession(
  org: Org,
  request: Request,
): Promise<{ readonly found: FoundSession; readonly token: string } | undefined> {
  const token = readCookie(request, SESSION)
  const found = token === undefined ? undefined : await findSession(org, token)
  return token && found ? { found, token } : undefined
}

export function rememberApp(request: Request, response: Response, name: string): void {
  setCookie(request, response, APP, name, APP_DAYS)
}
