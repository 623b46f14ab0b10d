import type { Request, Response } from 'express'
import type { LoginOutcome } from '../org/logins.ts'
import { issueCode } from '../org/oauth-codes.ts'
import type { Org } from '../org/session.ts'
import type { LoginPage, SecondFactorPage } from '../ui/login-page.ts'
import { renderPage } from '../ui/render.ts'
import { activeProviders, startAddress } from './auth-providers.ts'
import { type AuthorizeRequest, askedIn, backTo } from './authorize-request.ts'
import { languageOf } from './language-of.ts'
import { SECRET_PAGE_HEADERS } from './page-headers.ts'
import { giveProof, type PageCookie } from './page-proof.ts'
import { formOf } from './token-request.ts'

/** Of the page on which people log in for an app, whether here or with an auth provider. */
export const LOGIN_COOKIE: PageCookie = { name: 'atelier_login', path: '/services' }

/** Of the message catalogue. */
export const LOGIN_PROBLEMS: Readonly<Record<Exclude<LoginOutcome['outcome'], 'in'>, string>> = {
  refused: 'login.problem.refused',
  code: 'login.problem.code',
  enrol: 'login.problem.enrol',
  wait: 'login.problem.wait',
}

/** The form for name and password, with a link for every auth provider. */
export async function sendLoginPage(
  org: Org,
  request: Request,
  response: Response,
  asked: AuthorizeRequest,
  problem = '',
): Promise<void> {
  const form = formOf(request)
  const csrf = giveProof(request, response, LOGIN_COOKIE)
  const page: LoginPage = {
    ...{ app: asked.app.name, problem, csrf, username: form.username ?? '' },
    asked: Object.entries(askedIn(form)).map(([name, value]) => ({ name, value })),
    providers: activeProviders(org).map(provider => ({
      label: provider.label,
      href: startAddress(provider, { ...askedIn(form), csrf }),
    })),
  }
  await sendPage(response, problem === '' ? 200 : 400, 'login', page, asked)
}

export async function sendSecondFactorPage(
  response: Response,
  page: SecondFactorPage,
  asked: AuthorizeRequest | undefined,
): Promise<void> {
  await sendPage(response, page.problem === '' ? 200 : 400, 'second-factor', page, asked)
}

/** A page that leads nowhere. */
export async function sendMessagePage(response: Response, message: string, status = 400): Promise<void> {
  await sendPage(response, status, 'message', { message })
}

/** Sends the user who has logged in back to the app, with a code. */
export async function goBackWithCode(
  org: Org,
  response: Response,
  asked: AuthorizeRequest,
  userId: string,
): Promise<void> {
  goBack(response, asked, { code: await issueCode(org, userId, { ...asked, clientId: asked.app.clientId }) })
}

export function goBack(
  response: Response,
  asked: AuthorizeRequest,
  answer: Readonly<Record<string, string>>,
): void {
  const { name, path } = LOGIN_COOKIE
  response.set(SECRET_PAGE_HEADERS).clearCookie(name, { path }).redirect(303, backTo(asked, answer))
}

async function sendPage(
  response: Response,
  status: number,
  template: string,
  page: object,
  asked?: AuthorizeRequest,
): Promise<void> {
  const html = await renderPage(template, { ...page, language: languageOf(response.req) })
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
