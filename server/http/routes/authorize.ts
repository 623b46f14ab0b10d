import { timingSafeEqual } from 'node:crypto'
import { type Request, type Response, Router } from 'express'
import { type LoginOutcome, login } from '../../org/logins.ts'
import { issueCode } from '../../org/oauth-codes.ts'
import { randomText } from '../../org/secrets.ts'
import type { Org } from '../../org/session.ts'
import { renderPage } from '../../ui/render.ts'
import { allowOnly } from '../allow-only.ts'
import { requestOrg } from '../authenticate.ts'
import { type AuthorizeRequest, backTo, readAuthorizeRequest } from '../authorize-request.ts'
import type { HttpDependencies } from '../dependencies.ts'
import { sourceOf } from '../login-source.ts'
import { SECRET_PAGE_HEADERS } from '../page-headers.ts'
import { formOf, readForm } from '../token-request.ts'

const PATH = '/services/oauth2/authorize'
const COOKIE = 'atelier_login'
const ASKED = [
  ...[
    'response_type',
    'client_id',
    'redirect_uri',
    'code_challenge',
    'code_challenge_method',
    'scope',
    'state',
  ],
]

/** The page on which people log in for a connected app, and from which they go back to it with a code. */
export function authorizeRoutes(dependencies: HttpDependencies): Router {
  const router = Router()

  router.get(PATH, async (request, response) => {
    const asked = await readAuthorizeRequest(requestOrg(dependencies, request), formOf(request))
    if (!asked) return refuse(response)
    if (asked.error) return goBack(response, asked, { error: asked.error })
    await sendForm(request, response, asked)
  })

  router.post(PATH, ...readForm, async (request, response) => {
    const org = requestOrg(dependencies, request)
    const asked = await readAuthorizeRequest(org, formOf(request))
    if (!asked || asked.error) return refuse(response)
    if (!isOwnForm(request))
      return sendForm(request, response, asked, 'The page was open for too long: log in again.')
    const outcome = await tryLogin(org, request, asked)
    if (outcome.outcome !== 'in') return sendForm(request, response, asked, PROBLEMS[outcome.outcome])
    goBack(response, asked, {
      code: await issueCode(org, outcome.userId, { ...asked, clientId: asked.app.clientId }),
    })
  })

  router.all(PATH, allowOnly('GET', 'POST'))

  return router
}

const PROBLEMS: Readonly<Record<Exclude<LoginOutcome['outcome'], 'in'>, string>> = {
  refused: 'User name, password or code is wrong.',
  code: 'Type the code that your authenticator shows, too.',
  enrol: 'Your profile demands a second factor: set it up before you log in here.',
  wait: 'Too many attempts failed: try again later.',
}

function tryLogin(org: Org, request: Request, { app }: AuthorizeRequest): Promise<LoginOutcome> {
  const { username = '', password = '', totp } = formOf(request)
  return login(org, { username, password, code: totp || undefined }, sourceOf(request), app.name)
}

async function sendForm(
  request: Request,
  response: Response,
  asked: AuthorizeRequest,
  problem = '',
): Promise<void> {
  const form = formOf(request)
  const csrf = randomText(43)
  response.cookie(COOKIE, csrf, { httpOnly: true, sameSite: 'strict', secure: request.secure, path: PATH })
  const page = {
    ...{ title: 'Log in', app: asked.app.name, problem, csrf, username: form.username ?? '' },
    asked: ASKED.flatMap(name => (form[name] === undefined ? [] : [{ name, value: form[name] }])),
  }
  await send(response, problem === '' ? 200 : 400, 'login', page, asked)
}

async function refuse(response: Response): Promise<void> {
  const message =
    'The app that sent you here is not known, or wants to be called back where it is not registered.'
  await send(response, 400, 'message', { title: 'Log in', message })
}

async function send(
  response: Response,
  status: number,
  template: string,
  page: object,
  asked?: AuthorizeRequest,
): Promise<void> {
  const html = await renderPage(template, page)
  response.status(status).set(SECRET_PAGE_HEADERS)
  // Browsers hold the redirect behind a form against this, too.
  if (asked) {
    const policy = SECRET_PAGE_HEADERS['Content-Security-Policy']
    response.set(
      'Content-Security-Policy',
      policy.replace("form-action 'self'", `form-action 'self' ${originOf(asked)}`),
    )
  }
  response.type('html').send(html)
}

function originOf({ redirectUri }: AuthorizeRequest): string {
  const { origin, protocol } = new URL(redirectUri)
  return origin === 'null' ? protocol : origin
}

/** The form carries what the cookie of the page does: another site has neither. */
function isOwnForm(request: Request): boolean {
  const cookie = new RegExp(`(?:^|; *)${COOKIE}=([\\w.]+)`).exec(request.headers.cookie ?? '')?.[1] ?? ''
  const sent = formOf(request).csrf ?? ''
  return cookie.length === 43 && sent.length === 43 && timingSafeEqual(Buffer.from(cookie), Buffer.from(sent))
}

function goBack(response: Response, asked: AuthorizeRequest, answer: Readonly<Record<string, string>>): void {
  response.set(SECRET_PAGE_HEADERS).clearCookie(COOKIE, { path: PATH }).redirect(303, backTo(asked, answer))
}
