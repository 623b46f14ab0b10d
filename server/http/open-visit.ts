import type { Request, RequestHandler, Response } from 'express'
import { AtelierError } from '../kernel/errors.ts'
import { say } from '../kernel/message.ts'
import { accessInOrg } from '../org/access-in-org.ts'
import type { Org, Session } from '../org/session.ts'
import { type FoundSession, findSession } from '../org/sessions.ts'
import { isKeepable } from '../ui/kept-form.ts'
import { keptFormPage } from '../ui/pages/login.ts'
import { viewerOf } from '../ui/viewer.ts'
import type { Visit } from '../ui/visit.ts'
import { requestOrg } from './authenticate.ts'
import { APP } from './browser-session.ts'
import { readCookie, SESSION } from './cookies.ts'
import { isCsrfOf, makeCsrf } from './csrf.ts'
import type { HttpDependencies } from './dependencies.ts'
import { beginEnrolment, enrolmentAddress } from './enrolment.ts'
import { filesOf } from './form-upload.ts'
import { bodyAsKept, isKeptForm, takeForm } from './kept-form.ts'
import { sendLogin } from './login-form.ts'
import { takeNotice } from './notices.ts'
import { sendElsewhere } from './respond.ts'
import { sendPage } from './send-page.ts'

/** Puts the visit of the request's cookie where handlers find it; who is not logged in is sent to the login. */
export function openVisit(dependencies: HttpDependencies): RequestHandler {
  return async (request, response, next) => {
    const org = requestOrg(dependencies, request)
    const token = readCookie(request, SESSION)
    const found = token === undefined ? undefined : await findSession(org, token)
    const isHalf = found?.scopes?.includes('two_factor') === true
    if (!token || !found || found.scopes)
      return sendToLogin(dependencies, request, response, isHalf && token ? { found, token } : undefined)
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

/** A session that only sets up the second factor goes there; a form goes along, as far as it can be kept. */
async function sendToLogin(
  dependencies: HttpDependencies,
  request: Request,
  response: Response,
  half: { readonly found: FoundSession; readonly token: string } | undefined,
): Promise<void> {
  const org = requestOrg(dependencies, request)
  if (isKeptForm(request)) {
    const kept = await takeForm(org, request, response)
    const wanted = { start: request.originalUrl, kept, isLost: !kept }
    if (half) return beginEnrolment(response, { org, ...half }, wanted)
    return sendLogin(dependencies, request, response, wanted)
  }
  const page = pageOf(request)
  const start = page ? `?startURL=${encodeURIComponent(page)}` : ''
  const address = half ? enrolmentAddress(page) : `/login${start}`
  if (request.headers['hx-request']) sendElsewhere(response, address)
  else response.redirect(303, address)
}

/** Where somebody is who asks: at the page that is asked for, or at the form that is sent. Undefined: nobody can say. */
function pageOf(request: Request): string | undefined {
  const told = request.headers['hx-current-url']
  if (typeof told === 'string') return /^https?:\/\/[^/]+(\/.*)$/.exec(told)?.[1]
  return request.method === 'GET' || isKeepable(request.originalUrl) ? request.originalUrl : undefined
}

/** For what is sent: saves are made by forms of this session's own pages only; a form of an earlier one is shown once more. */
export const requireOwnForm: RequestHandler = async (request, response, next) => {
  const token = String(response.locals.token)
  const { _csrf: sent } = (request.body ?? {}) as { _csrf?: unknown }
  if (isCsrfOf(token, sent ?? request.headers['x-csrf-token'])) return next()
  if (isKeptForm(request)) {
    const kept = bodyAsKept(request, filesOf(response).length > 0)
    return sendPage(response, await keptFormPage(kept, { csrf: makeCsrf(token), heading: 'kept.old' }, 403))
  }
  throw new AtelierError(
    'INSUFFICIENT_ACCESS_OR_READONLY',
    say('The form is not one of this session: open the page again.'),
  )
}
