import type { Response } from 'express'
import { randomText } from '../org/secrets.ts'
import { keepLogin } from '../org/sso-requests.ts'
import { startSession } from './browser-session.ts'
import { enrolmentAddress } from './enrolment.ts'
import { goBackWithCode, LOGIN_PROBLEMS, sendMessagePage, sendSecondFactorPage } from './login-pages.ts'
import { giveProof } from './page-proof.ts'
import type { SsoProgress } from './sso.ts'
import { askedAt, isForApp, SSO_COOKIE, type SsoStep } from './sso-target.ts'
import { formOf } from './token-request.ts'

/** The same for everything that can be wrong: strangers learn nothing, administrators read the login history. */
const REFUSED = 'sso.problem.refused'

/** Goes on with a login as far as it has come: to where it was wanted, or to the second factor. */
export async function proceed(step: SsoStep, { outcome, target }: SsoProgress): Promise<void> {
  const { request, response } = step
  if (outcome.outcome === 'in') return arrive(step, outcome.userId, target)
  if (outcome.outcome === 'enrol') return enrol(step, outcome.userId, target)
  if (outcome.outcome === 'wait') return askCode(step, target, formOf(request).csrf, LOGIN_PROBLEMS.wait)
  if (outcome.outcome !== 'code') return refuseSso(response)
  const isRetry = request.method === 'POST'
  if (isRetry) return askCode(step, target, formOf(request).csrf, 'sso.problem.code')
  const token = randomText(43)
  await keepLogin(step.org, token, { provider: step.provider.name, userId: outcome.userId, target })
  await askCode(step, target, token)
}

export async function refuseSso(response: Response): Promise<void> {
  forget(response)
  await sendMessagePage(response, REFUSED)
}

async function arrive({ org, request, response }: SsoStep, userId: string, target: string): Promise<void> {
  if (!isForApp(target)) {
    forget(response)
    await startSession(org, request, response, { userId })
    return response.redirect(303, target)
  }
  const asked = await askedAt(org, target)
  if (!asked) return refuseSso(response)
  forget(response)
  await goBackWithCode(org, response, asked, userId)
}

/** The second factor is set up in a session that is good for nothing else. */
async function enrol({ org, request, response }: SsoStep, userId: string, target: string): Promise<void> {
  forget(response)
  if (isForApp(target)) return sendMessagePage(response, LOGIN_PROBLEMS.enrol)
  await startSession(org, request, response, { userId, scopes: ['two_factor'] })
  response.redirect(303, enrolmentAddress(target))
}

async function askCode(
  { org, request, response }: SsoStep,
  target: string,
  token: string | undefined,
  problem = '',
): Promise<void> {
  const csrf = giveProof(request, response, SSO_COOKIE, token)
  await sendSecondFactorPage(response, { problem, csrf }, await askedAt(org, target))
}

function forget(response: Response): void {
  response.clearCookie(SSO_COOKIE.name, { path: SSO_COOKIE.path })
}
