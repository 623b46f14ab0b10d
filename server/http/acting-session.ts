import type { Request, Response } from 'express'
import { deleteSession } from '../org/open-sessions.ts'
import type { Org } from '../org/session.ts'
import { findSession } from '../org/sessions.ts'
import { clearCookie, readCookie, SESSION, setCookie } from './cookies.ts'

/** The administrator's own session, while the browser works as somebody else. */
const OWN = 'own_sid'

/** From now on the browser works in the session of `token`; the one that it had is kept for the way back. */
export function beginActing(request: Request, response: Response, token: string): void {
  setCookie(request, response, OWN, readCookie(request, SESSION) ?? '')
  setCookie(request, response, SESSION, token)
}

/** Ends the session of the user. False: the actor's own one has ended meanwhile, too. */
export async function endActing(
  org: Org,
  request: Request,
  response: Response,
  actor: string | undefined,
): Promise<boolean> {
  const [token, own] = [readCookie(request, SESSION), readCookie(request, OWN)]
  const found = own === undefined ? undefined : await findSession(org, own)
  if (token !== undefined) await deleteSession(org, token)
  clearCookie(request, response, OWN)
  clearCookie(request, response, SESSION)
  if (!own || !found || found.scopes || found.principal.userId !== actor) return false
  setCookie(request, response, SESSION, own)
  return true
}

/** Ends the browser's session, and the one that was kept for the way back. */
export async function endSessions(org: Org, request: Request, response: Response): Promise<void> {
  const tokens = [readCookie(request, SESSION), readCookie(request, OWN)]
  for (const token of tokens) if (token !== undefined) await deleteSession(org, token)
  if (tokens[1] !== undefined) clearCookie(request, response, OWN)
}
