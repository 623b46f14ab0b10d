import { type Request, type RequestHandler, type Response, Router } from 'express'
import { AtelierError } from '../../kernel/errors.ts'
import { confirmPassword, setPassword } from '../../org/passwords.ts'
import { beginTwoFactor, confirmTwoFactor } from '../../org/two-factor.ts'
import { passwordSettingsPage } from '../../ui/pages/password-settings.ts'
import { recoveryPage, twoFactorPage } from '../../ui/pages/two-factor.ts'
import { errorText } from '../../ui/problem-text.ts'
import { requestOrg } from '../authenticate.ts'
import { halfSession, startSession, visitOf } from '../browser-session.ts'
import { isCsrfOf, makeCsrf } from '../csrf.ts'
import type { HttpDependencies } from '../dependencies.ts'
import { languageOf } from '../language-of.ts'
import { sourceOf } from '../login-source.ts'
import { leaveNotice } from '../notices.ts'
import { requireOneself } from '../require-permission.ts'
import { sendPage } from '../send-page.ts'
import { formOf, readForm } from '../token-request.ts'

/** What people set for themselves behind the login: another password. */
export function settingsPageRoutes(): Router {
  const router = Router()
  router.use('/settings', requireOneself)

  router.get('/settings/password', async (_request, response) => {
    await sendPage(response, await passwordSettingsPage(visitOf(response), ''))
  })
  router.post('/settings/password', async (request, response) => {
    const problem = await changePassword(request, response)
    if (problem !== '') return sendPage(response, await passwordSettingsPage(visitOf(response), problem))
    leaveNotice(request, response, { message: 'notice.password', what: '', undo: '' })
    response.redirect(303, '/lightning/page/home')
  })

  return router
}

/** What is wrong; empty: it is changed, and this session is another one. */
async function changePassword(request: Request, response: Response): Promise<string> {
  const { org, principal } = visitOf(response).session
  const { old = '', password = '' } = request.body as Readonly<Record<string, string>>
  try {
    await confirmPassword(org, principal, String(old), sourceOf(request))
    await setPassword(org, principal.userId, String(password), { who: principal.username })
  } catch (error) {
    if (error instanceof AtelierError && error.status === 400)
      return errorText(visitOf(response).viewer, error)
    throw error
  }
  await startSession(org, request, response, { userId: principal.userId })
  return ''
}

/** The second factor that a profile demands, set up at the first login. */
export function twoFactorPageRoutes(dependencies: HttpDependencies): Router {
  const router = Router()
  const path = '/login/two-factor'

  router.get(path, async (request, response) => {
    const org = requestOrg(dependencies, request)
    const half = await halfSession(org, request)
    if (!half?.found.scopes) return response.redirect(303, '/login')
    const enrolment = await beginTwoFactor(org, half.found.principal)
    await sendPage(response, await twoFactorPage({ ...enrolment, csrf: makeCsrf(half.token), problem: '' }))
  })

  router.post(path, ...readForm, confirmFactor(dependencies))

  return router
}

function confirmFactor(dependencies: HttpDependencies): RequestHandler {
  return async (request, response) => {
    const org = requestOrg(dependencies, request)
    const half = await halfSession(org, request)
    const { _csrf: sent, code = '' } = formOf(request)
    if (!half?.found.scopes || !isCsrfOf(half.token, sent)) return response.redirect(303, '/login')
    const { userId } = half.found.principal
    const codes = await confirmTwoFactor(org, userId, code.trim()).catch(error => codeProblem(request, error))
    if (typeof codes === 'string')
      return sendAgain(response, { ...formOf(request), problem: codes }, half.token)
    await startSession(org, request, response, { userId })
    await sendPage(response, await recoveryPage(codes))
  }
}

function codeProblem(request: Request, error: unknown): string {
  if (error instanceof AtelierError && error.status < 500)
    return errorText({ language: languageOf(request) }, error)
  throw error
}

/** The secret stays what it was: the authenticator has it already. */
async function sendAgain(
  response: Response,
  { secret = '', uri = '', problem = '' }: Readonly<Record<string, string | undefined>>,
  token: string,
): Promise<void> {
  await sendPage(response, await twoFactorPage({ secret, uri, problem, csrf: makeCsrf(token) }))
}
