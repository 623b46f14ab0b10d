import type { Request, RequestHandler, Response } from 'express'
import { AtelierError } from '../kernel/errors.ts'
import { accessInOrg } from '../org/access-in-org.ts'
import type { Org, Session } from '../org/session.ts'
import { createSession, type FoundSession, findSession } from '../org/sessions.ts'
import { viewerOf } from '../ui/viewer.ts'
import type { Visit } from '../ui/visit.ts'
import { endSessions } from './acting-session.ts'
import { requestOrg } from './authenticate.ts'
import { clearCookie, readCookie, SESSION, setCookie } from './cookies.ts'
import { isCsrfOf, makeCsrf } from './csrf.ts'
import type { HttpDependencies } from './dependencies.ts'
import { sourceOf } from './login-source.ts'
import { takeNotice } from './notices.ts'
import { sendElsewhere } from './respond.ts'

/** Where people begin who have not been sent anywhere, and where a second factor is set up that is demanded. */
export const HOME = '/lightning/page/home'
export const TWO_FACTOR_PAGE = '/login/two-factor'

const APP = 'app'
const APP_DAYS = 365

/** Puts the visit of the request's cookie where handlers find it; who is not logged in is sent to the login. */
export function openVisit(dependencies: HttpDependencies): RequestHandler {
  return async (request, response, next) => {
    const org = requestOrg(dependencies, request)
    const token = readCookie(request, SESSION)
    const found = token === undefined ? undefined : await findSession(org, token)
    if (!token || !found || found.scopes) return sendToLogin(request, response, found)
    response.locals.login = found
    response.locals.token = token
    const visit = await visitFor(org, found, request, response, token)
    response.locals.visit = visit
    response.locals.session = visit.session
    next()
  }
}

async function visitFor(
  org: Org,
  { principal, actorName }: FoundSession,
  request: Request,
  response: Response,
  token: string,
): Promise<Visit> {
  const session: Session = Object.freeze({ org, principal, access: accessInOrg(org, principal) })
  return Object.freeze({
    session,
    viewer: await viewerOf(session),
    csrf: makeCsrf(token),
    app: readCookie(request, APP) ?? '',
    notice: request.method === 'GET' ? takeNotice(request, response) : undefined,
    url: request.originalUrl,
    actor: actorName,
  })
}

/** A session that only sets up the second factor goes there. */
function sendToLogin(request: Request, response: Response, found: FoundSession | undefined): void {
  const isHalf = found?.scopes?.includes('two_factor')
  const page = pageOf(request)
  const start = page ? `?startURL=${encodeURIComponent(page)}` : ''
  const address = isHalf ? TWO_FACTOR_PAGE : `/login${start}`
  if (request.headers['hx-request']) sendElsewhere(response, address)
  else response.redirect(303, address)
}

/** Where somebody is who asks: at the page that is asked for, or at the form that is sent. Undefined: nobody can say. */
function pageOf(request: Request): string | undefined {
  const told = request.headers['hx-current-url']
  if (typeof told === 'string') return /^https?:\/\/[^/]+(\/.*)$/.exec(told)?.[1]
  const isForm = /\/(?:new|edit|edit-list)(?:\?|$)/.test(request.originalUrl)
  return request.method === 'GET' || isForm ? request.originalUrl : undefined
}

export function visitOf(response: Response): Visit {
  return response.locals.visit as Visit
}

/** Saves are made by forms of this session's own pages only. */
export const requireOwnForm: RequestHandler = (request, response, next) => {
  if (request.method === 'GET' || request.method === 'HEAD') return next()
  const { _csrf: sent } = (request.body ?? {}) as { _csrf?: unknown }
  if (isCsrfOf(String(response.locals.token), sent ?? request.headers['x-csrf-token'])) return next()
  throw new AtelierError(
    'INSUFFICIENT_ACCESS_OR_READONLY',
    'The form is not one of this session: open the page again.',
  )
}

/** Another session for whoever has just logged in: a token from before the login is worth nothing after it. */
export async function startSession(
  org: Org,
  request: Request,
  response: Response,
  { userId, scopes }: { readonly userId: string; readonly scopes?: readonly string[] },
): Promise<void> {
  await endSessions(org, request, response)
  const { token } = await createSession(org, userId, { source: sourceOf(request), scopes })
  setCookie(request, response, SESSION, token)
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
