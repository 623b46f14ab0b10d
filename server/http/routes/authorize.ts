import { type Request, type Response, Router } from 'express'
import { type LoginOutcome, login } from '../../org/logins.ts'
import type { Org } from '../../org/session.ts'
import { allowOnly } from '../allow-only.ts'
import { requestOrg } from '../authenticate.ts'
import { AUTHORIZE_PATH, type AuthorizeRequest, readAuthorizeRequest } from '../authorize-request.ts'
import type { HttpDependencies } from '../dependencies.ts'
import {
  goBack,
  goBackWithCode,
  LOGIN_COOKIE,
  LOGIN_PROBLEMS,
  sendLoginPage,
  sendMessagePage,
} from '../login-pages.ts'
import { sourceOf } from '../login-source.ts'
import { hasProof } from '../page-proof.ts'
import { formOf, readForm } from '../token-request.ts'

const TOO_LONG = 'login.problem.old'

/** The page on which people log in for a connected app, and from which they go back to it with a code. */
export function authorizeRoutes(dependencies: HttpDependencies): Router {
  const router = Router()

  router.get(AUTHORIZE_PATH, async (request, response) => {
    const org = requestOrg(dependencies, request)
    const asked = await readAuthorizeRequest(org, formOf(request))
    if (!asked) return refuse(response)
    if (asked.error) return goBack(response, asked, { error: asked.error })
    await sendLoginPage(org, request, response, asked)
  })

  router.post(AUTHORIZE_PATH, ...readForm, async (request, response) => {
    const org = requestOrg(dependencies, request)
    const asked = await readAuthorizeRequest(org, formOf(request))
    if (!asked || asked.error) return refuse(response)
    const isOwn = hasProof(request, LOGIN_COOKIE, formOf(request).csrf)
    if (!isOwn) return sendLoginPage(org, request, response, asked, TOO_LONG)
    const outcome = await tryLogin(org, request, asked)
    if (outcome.outcome === 'in') return goBackWithCode(org, response, asked, outcome.userId)
    await sendLoginPage(org, request, response, asked, LOGIN_PROBLEMS[outcome.outcome])
  })

  router.all(AUTHORIZE_PATH, allowOnly('GET', 'POST'))

  return router
}

function tryLogin(org: Org, request: Request, { app }: AuthorizeRequest): Promise<LoginOutcome> {
  const { username = '', password = '', totp } = formOf(request)
  return login(org, { username, password, code: totp || undefined }, sourceOf(request), app.name)
}

async function refuse(response: Response): Promise<void> {
  await sendMessagePage(response, 'login.problem.app')
}
