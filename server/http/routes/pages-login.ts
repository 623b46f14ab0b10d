import { type Request, type Response, Router } from 'express'
import { emit } from '../../kernel/observe.ts'
import { type LoginOutcome, login } from '../../org/logins.ts'
import { sendPasswordReset } from '../../org/password-reset.ts'
import type { Org } from '../../org/session.ts'
import { ownAddress } from '../../ui/outcome.ts'
import { forgotPage, loginPage } from '../../ui/pages/login.ts'
import { activeProviders, startAddress } from '../auth-providers.ts'
import { requestOrg } from '../authenticate.ts'
import { HOME, logOut, openVisit, requireOwnForm, startSession, TWO_FACTOR_PAGE } from '../browser-session.ts'
import type { HttpDependencies } from '../dependencies.ts'
import { sourceOf } from '../login-source.ts'
import { giveProof, hasProof, type PageCookie } from '../page-proof.ts'
import { parametersOf, sendPage } from '../send-page.ts'
import { formOf, readForm } from '../token-request.ts'

const COOKIE: PageCookie = { name: 'atelier_sign_in', path: '/login' }

/** Log in, log out, and the way back for those who have forgotten their password. */
export function loginPageRoutes(dependencies: HttpDependencies): Router {
  const router = Router()

  router.get('/login', (request, response) => sendLogin(dependencies, request, response, ''))

  router.post('/login', ...readForm, async (request, response) => {
    if (!hasProof(request, COOKIE, formOf(request)._csrf))
      return sendLogin(dependencies, request, response, 'login.problem.old')
    const org = requestOrg(dependencies, request)
    const outcome = await tryLogin(org, request)
    if (!('userId' in outcome))
      return sendLogin(dependencies, request, response, `login.problem.${outcome.outcome}`)
    const isHalf = outcome.outcome === 'enrol'
    const { userId } = outcome
    await startSession(org, request, response, { userId, ...(isHalf && { scopes: ['two_factor'] }) })
    response.redirect(303, isHalf ? TWO_FACTOR_PAGE : ownAddress(formOf(request).startURL, HOME))
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

async function sendLogin(
  dependencies: HttpDependencies,
  request: Request,
  response: Response,
  problem: string,
): Promise<void> {
  const { username = '', startURL: start = '' } = { ...parametersOf(request), ...formOf(request) }
  const csrf = giveProof(request, response, COOKIE)
  const startURL = ownAddress(start, HOME)
  const providers = activeProviders(requestOrg(dependencies, request)).map(provider => ({
    label: provider.label,
    address: startAddress(provider, { startURL }),
  }))
  await sendPage(response, await loginPage({ csrf, problem, username, startURL, providers }))
}

function sendLink(dependencies: HttpDependencies, request: Request): void {
  const org = requestOrg(dependencies, request)
  const username = (formOf(request).username ?? '').trim()
  sendPasswordReset(org, username, dependencies.publicUrl(org)).catch((error: unknown) => {
    emit('warning', { message: 'A link to set a password could not be sent.', error })
  })
}
