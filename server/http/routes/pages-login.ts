import { type Request, type Response, Router } from 'express'
import { type LoginOutcome, login } from '../../org/logins.ts'
import type { Org } from '../../org/session.ts'
import { findSession } from '../../org/sessions.ts'
import { readKept } from '../../ui/kept-form.ts'
import { forgotPage, keptFormPage } from '../../ui/pages/login.ts'
import { requestOrg } from '../authenticate.ts'
import { logOut, startSession } from '../browser-session.ts'
import { makeCsrf } from '../csrf.ts'
import type { HttpDependencies } from '../dependencies.ts'
import { beginEnrolment, enrolmentAddress, wantedOf } from '../enrolment.ts'
import { readLogin } from '../kept-form.ts'
import { SIGN_IN, sendLogin } from '../login-form.ts'
import { sourceOf } from '../login-source.ts'
import { mailPasswordLink } from '../mail-password-link.ts'
import { openVisit, requireOwnForm } from '../open-visit.ts'
import { giveProof, hasProof, type PageCookie } from '../page-proof.ts'
import { sendPage } from '../send-page.ts'
import { formOf, readForm } from '../token-request.ts'

/** Of the page for a forgotten password: the login that it was opened from stays as good as it was. */
const FORGOT: PageCookie = { name: 'atelier_forgot', path: '/login/forgot' }

/** Log in, log out, and the way back for those who have forgotten their password. */
export function loginPageRoutes(dependencies: HttpDependencies): Router {
  const router = Router()

  router.get('/login', (request, response) => sendLogin(dependencies, request, response))

  router.post('/login', readLogin, async (request, response) => {
    const kept = readKept(formOf(request).kept)
    if (!hasProof(request, SIGN_IN, formOf(request)._csrf))
      return sendLogin(dependencies, request, response, { problem: 'login.problem.old', kept })
    const org = requestOrg(dependencies, request)
    const outcome = await tryLogin(org, request)
    if ('userId' in outcome) return enter(org, request, response, outcome)
    const problem = `login.problem.${outcome.outcome}`
    await sendLogin(dependencies, request, response, { problem, kept })
  })

  router.get('/login/forgot', async (request, response) => {
    await sendPage(response, await forgotPage(giveProof(request, response, FORGOT), false))
  })

  router.post('/login/forgot', ...readForm, async (request, response) => {
    const isSent = hasProof(request, FORGOT, formOf(request)._csrf)
    await sendPage(response, await forgotPage(giveProof(request, response, FORGOT), isSent))
    if (isSent) mailPasswordLink(dependencies, request, (formOf(request).username ?? '').trim())
  })

  router.post('/logout', openVisit(dependencies), ...readForm, requireOwnForm, async (request, response) => {
    await logOut(requestOrg(dependencies, request), request, response)
    response.redirect(303, '/login')
  })

  return router
}

function tryLogin(org: Org, request: Request): Promise<LoginOutcome> {
  const { username = '', password = '', code } = formOf(request)
  const credentials = { username: username.trim(), password, code: code?.trim() || undefined }
  return login(org, credentials, sourceOf(request), 'Browser')
}

/** To where the login was wanted: the form that came without a session is there again. */
async function enter(
  org: Org,
  request: Request,
  response: Response,
  { outcome, userId }: Extract<LoginOutcome, { readonly userId: string }>,
): Promise<void> {
  const isHalf = outcome === 'enrol'
  const scopes = isHalf ? { scopes: ['two_factor'] } : {}
  const token = await startSession(org, request, response, { userId, ...scopes })
  const wanted = wantedOf(request)
  const { start, kept } = wanted
  if (!kept) return response.redirect(303, isHalf ? enrolmentAddress(start) : start)
  const found = isHalf ? await findSession(org, token) : undefined
  if (found) return beginEnrolment(response, { org, found, token }, wanted)
  await sendPage(response, await keptFormPage(kept, { csrf: makeCsrf(token), heading: 'kept.again' }))
}
