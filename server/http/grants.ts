import { loginClient } from '../org/connected-apps.ts'
import type { LoginSource } from '../org/login-source.ts'
import { type LoginOutcome, login } from '../org/logins.ts'
import type { Org } from '../org/session.ts'

/** A form or query string whose names are given once each. */
export type Form = Readonly<Record<string, string | undefined>>

/** An error of OAuth 2.0, in its own shape (RFC 6749, section 5.2). */
export interface Refusal {
  readonly status: number
  readonly error: string
  readonly error_description: string
  /** How long to wait before another attempt. */
  readonly seconds?: number
}

export function refusal(error: string, description: string, status = 400): Refusal {
  return { status, error, error_description: description }
}

export interface Granted {
  readonly userId: string
  /** The connected app that works as the user. */
  readonly clientId?: string
  /** What the token may be used for; undefined: for everything that the user may do. */
  readonly scopes?: readonly string[]
}

type Grant = (org: Org, form: Form, source: LoginSource) => Promise<Granted | Refusal>

/** How each grant type finds the user, or why not. Unknown names cost what wrong secrets cost. */
const GRANTS: ReadonlyMap<string, Grant> = new Map<string, Grant>([
  [
    'password',
    async (org, { username, password, totp: code, client_id: application }, source) => {
      if (!username || !password) return refusal('invalid_request', 'must provide username and password')
      return toGrant(await login(org, { username, password, code }, source, application?.slice(0, 80)))
    },
  ],
  [
    'client_credentials',
    async (org, form) => {
      const { client_id: clientId, client_secret: secret } = form
      if (!clientId || !secret) return refusal('invalid_request', 'must provide client_id and client_secret')
      const userId = await loginClient(org, clientId, secret)
      return userId ? { userId, clientId } : refusal('invalid_client', 'invalid client credentials', 401)
    },
  ],
])

function toGrant(login: LoginOutcome): Granted | Refusal {
  if (login.outcome === 'in') return { userId: login.userId }
  if (login.outcome === 'enrol') return { userId: login.userId, scopes: ['two_factor'] }
  if (login.outcome === 'refused') return refusal('invalid_grant', 'authentication failure')
  if (login.outcome === 'code') {
    return refusal('invalid_grant', 'second factor required: send its code as totp, or behind the password')
  }
  const { seconds } = login
  const description = `too many attempts failed: try again in ${seconds} seconds`
  return { ...refusal('invalid_grant', description, 429), seconds }
}

/** Whom a token request stands for, or why it is refused. */
export async function grantUser(org: Org, form: Form, source: LoginSource): Promise<Granted | Refusal> {
  const grant = GRANTS.get(form.grant_type ?? '')
  if (grant) return grant(org, form, source)
  return form.grant_type
    ? refusal('unsupported_grant_type', 'grant type not supported')
    : refusal('invalid_request', 'must provide grant_type')
}
