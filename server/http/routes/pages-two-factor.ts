import { type Request, type Response, Router } from 'express'
import { AtelierError } from '../../kernel/errors.ts'
import type { Org } from '../../org/session.ts'
import type { FoundSession } from '../../org/sessions.ts'
import { confirmTwoFactor } from '../../org/two-factor.ts'
import { errorText } from '../../ui/problem-text.ts'
import { requestOrg } from '../authenticate.ts'
import { halfSession, startSession, TWO_FACTOR_PAGE } from '../browser-session.ts'
import { isCsrfOf } from '../csrf.ts'
import type { HttpDependencies } from '../dependencies.ts'
import { askFirstCode, beginEnrolment, showRecoveryCodes, wantedOf } from '../enrolment.ts'
import { readLogin } from '../kept-form.ts'
import { languageOf } from '../language-of.ts'
import { sendLogin } from '../login-form.ts'
import { formOf } from '../token-request.ts'

/** The second factor that a profile demands, set up at the first login. */
export function twoFactorPageRoutes(dependencies: HttpDependencies): Router {
  const router = Router()

  router.get(TWO_FACTOR_PAGE, async (request, response) => {
    const org = requestOrg(dependencies, request)
    const half = await halfSession(org, request)
    if (!half?.found.scopes) return sendLogin(dependencies, request, response)
    await beginEnrolment(response, { org, ...half }, wantedOf(request))
  })

  router.post(TWO_FACTOR_PAGE, readLogin, async (request, response) => {
    const org = requestOrg(dependencies, request)
    const half = await halfSession(org, request)
    const isOwn = half?.found.scopes && isCsrfOf(half.token, formOf(request)._csrf)
    if (isOwn) return confirmFactor(org, half, request, response)
    const { kept } = wantedOf(request)
    await sendLogin(dependencies, request, response, { problem: 'login.problem.old', kept })
  })

  return router
}

async function confirmFactor(
  org: Org,
  { found, token }: { readonly found: FoundSession; readonly token: string },
  request: Request,
  response: Response,
): Promise<void> {
  const { userId } = found.principal
  const { code = '', secret = '', uri = '' } = formOf(request)
  const wanted = wantedOf(request)
  const codes = await confirmTwoFactor(org, userId, code.trim()).catch(error => codeProblem(request, error))
  // The secret stays what it was: the authenticator has it already.
  if (typeof codes === 'string') return askFirstCode(response, token, wanted, { secret, uri }, codes)
  await showRecoveryCodes(response, await startSession(org, request, response, { userId }), wanted, codes)
}

function codeProblem(request: Request, error: unknown): string {
  if (error instanceof AtelierError && error.status < 500)
    return errorText({ language: languageOf(request) }, error)
  throw error
}
