import { type Request, type Response, Router } from 'express'
import { emit } from '../../kernel/observe.ts'
import { type LoginOutcome, login } from '../../org/logins.ts'
import { sendPasswordReset } from '../../org/password-reset.ts'
import type { Org } from '../../org/session.ts'
import { ownAddress } from '../../ui/outcome.ts'
import { forgotPage, loginPage } from '../../ui/pages/login.ts'
import { requestOrg } from '../authenticate.ts'
import { logOut, openVisit, requireOwnForm, startSession } from '../browser-session.ts'
import type { HttpDependencies } from '../dependencies.ts'
import { sourceOf } from '../login-source.ts'
import { giveProof, hasProof, type PageCookie } from '../page-proof.ts'
import { parametersOf, sendPage } from '../send-page.ts'
import { formOf, readForm } from '../token-request.ts'

const HOME = '/lightning/page/home'
const COOKIE: PageCookie = { name: 'atelier_sign_in', path: '/login' }

/** Log in, log out, and the way back for those who have forgotten their password. */
export function loginPageRoutes(dependencies: HttpDependencies): Router {
  const router = Router()

  router.get('/login', (request, response) => sendLogin(request, response, ''))

  router.post('/login', ...readForm, async (request, response) => {
    if (!hasProof(request, COOKIE, formOf(request)._csrf))
      return sendLogin(request, response, 'login.problem.old')
    const org = requestOrg(dependencies, request)
    const outcome = await tryLogin(org, request)
    if (!('userId' in outcome)) return sendLogin(request, response, `login.problem.${outcome.outcome}`)
    const isHalf = outcome.outcome === 'enrol'
    const { userId } = outcome
    await startSession(org, request, response, { userId, ...(isHalf && { scopes: ['two_factor'] }) })
    response.redirect(303, isHalf ? '/login/two-factor' : ownAddress(formOf(request).startURL, HOME))
  })

  router.get('/login/forgot', async (request, response) => {
    await sendPage(response, await forgotPage(giveProof(request, response, COOKIE), false))
  })

  router.post('/login/forgot', ...readForm, async (request, response) => {
    const isSent = hasProof(request, COOKIE, formOf(request)._csrf)
    // Told before anything is looked up: neither words nor time say whether there is such a user.
    await sendPage(response, await forgotPage(giveProof(request, response, COOKIE), isSent))
    if (isSent) sendLink(dependencies, request)
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

async function sendLogin(request: Request, response: Response, problem: string): Promise<void> {
  const { username = '', startURL = '' } = { ...parametersOf(request), ...formOf(request) }
  const csrf = giveProof(request, response, COOKIE)
  const page = await loginPage({ csrf, problem, username, startURL: ownAddress(startURL, HOME) })
  await sendPage(response, page)
}

function sendLink(dependencies: HttpDependencies, request: Request): void {
  const org = requestOrg(dependencies, request)
  const username = (formOf(request).username ?? '').trim()
  sendPasswordReset(org, username, dependencies.publicUrl(org)).catch((error: unknown) => {
    emit('warning', { message: 'A link to set a password could not be sent.', error })
  })
}
