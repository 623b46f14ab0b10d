import type { Request, Response } from 'express'
import type { Org } from '../org/session.ts'
import type { FoundSession } from '../org/sessions.ts'
import { beginTwoFactor, type Enrolment } from '../org/two-factor.ts'
import { type KeptForm, readKept, writeKept } from '../ui/kept-form.ts'
import { ownAddress } from '../ui/outcome.ts'
import { recoveryPage, twoFactorPage } from '../ui/pages/two-factor.ts'
import { HOME, TWO_FACTOR_PAGE } from './browser-session.ts'
import { makeCsrf } from './csrf.ts'
import { sendPage } from './send-page.ts'
import { formOf } from './token-request.ts'

/** Whose second factor is set up, and in which session. */
interface Enrolling {
  readonly org: Org
  readonly found: FoundSession
  readonly token: string
}

/** What is wanted afterwards: a page, or the form that came without a session. */
export interface Wanted {
  readonly start: string
  readonly kept?: KeptForm | undefined
  /** Such a form was too large to be kept. */
  readonly isLost?: boolean
}

export function wantedOf(request: Request): Wanted {
  const { startURL, kept } = formOf(request)
  return { start: ownAddress(startURL, HOME), kept: readKept(kept) }
}

/** Where the second factor is set up by who wants to go to `start` afterwards. */
export function enrolmentAddress(start = HOME): string {
  return start === HOME ? TWO_FACTOR_PAGE : `${TWO_FACTOR_PAGE}?startURL=${encodeURIComponent(start)}`
}

/** Gives a secret for an authenticator, and asks for its first code. */
export async function beginEnrolment(
  response: Response,
  { org, found, token }: Enrolling,
  wanted: Wanted,
): Promise<void> {
  await askFirstCode(response, token, wanted, await beginTwoFactor(org, found.principal))
}

export async function askFirstCode(
  response: Response,
  token: string,
  { start, kept, isLost = false }: Wanted,
  enrolment: Enrolment,
  problem = '',
): Promise<void> {
  const held = { startURL: start, kept, keptText: kept ? writeKept(kept) : '', isLost }
  await sendPage(response, await twoFactorPage({ ...enrolment, ...held, problem, csrf: makeCsrf(token) }))
}

/** The codes for emergencies, and the way on to what is wanted. */
export async function showRecoveryCodes(
  response: Response,
  token: string,
  { start, kept }: Wanted,
  codes: readonly string[],
): Promise<void> {
  await sendPage(response, await recoveryPage(codes, { start, kept, csrf: makeCsrf(token) }))
}
