import { createHash } from 'node:crypto'
import type { AuthorizationChecks } from './openid.ts'
import type { Org } from './session.ts'

/** Seconds that somebody has to log in at the provider, and then to find a second factor. */
export const REQUEST_LIFE = 600
export const LOGIN_LIFE = 300

export interface SsoRequest extends AuthorizationChecks {
  /** Name of the auth provider. */
  readonly provider: string
  /** What only the browser knows that has begun it. */
  readonly browser: string
  /** Path and query at this server, where the login is wanted. */
  readonly target: string
}

export async function keepRequest(org: Org, request: SsoRequest): Promise<void> {
  const { provider, browser, target, state, nonce, verifier } = request
  await org.database.run({
    text: `WITH expired AS (DELETE FROM atelier.sso_request WHERE expires < now())
      INSERT INTO atelier.sso_request (state_hash, org, provider, browser_hash, nonce, verifier, target, expires)
      VALUES ($1, $2, lower($3), $4, $5, $6, $7, now() + make_interval(secs => ${REQUEST_LIFE}))`,
    values: [hashText(state), org.id, provider, hashText(browser), nonce, verifier, target],
  })
}

/** What was kept, once: undefined for another browser, provider or org, when it is too old or was taken already. */
export async function takeRequest(
  org: Org,
  { provider, browser, state }: Pick<SsoRequest, 'provider' | 'browser' | 'state'>,
): Promise<SsoRequest | undefined> {
  const { rows } = await org.database.run({
    text: `DELETE FROM atelier.sso_request
      WHERE state_hash = $1 AND org = $2 AND provider = lower($3) AND browser_hash = $4 AND expires > now()
      RETURNING nonce, verifier, target`,
    values: [hashText(state), org.id, provider, hashText(browser)],
  })
  const [nonce, verifier, target] = rows[0] ?? []
  return nonce && verifier && target ? { provider, browser, state, nonce, verifier, target } : undefined
}

/** Somebody whom a provider has vouched for, and who goes on with a second factor. */
export interface SsoLogin {
  readonly provider: string
  readonly userId: string
  readonly target: string
}

export async function keepLogin(org: Org, token: string, login: SsoLogin): Promise<void> {
  await org.database.run({
    text: `WITH expired AS (DELETE FROM atelier.sso_login WHERE expires < now())
      INSERT INTO atelier.sso_login (token_hash, org, provider, "user", target, expires)
      VALUES ($1, $2, lower($3), $4, $5, now() + make_interval(secs => ${LOGIN_LIFE}))`,
    values: [hashText(token), org.id, login.provider, login.userId, login.target],
  })
}

export async function findLogin(org: Org, token: string): Promise<SsoLogin | undefined> {
  const { rows } = await org.database.run({
    text: `SELECT provider, "user", target FROM atelier.sso_login
      WHERE token_hash = $1 AND org = $2 AND expires > now()`,
    values: [hashText(token), org.id],
  })
  const [provider, userId, target] = rows[0] ?? []
  return provider && userId && target ? { provider, userId, target } : undefined
}

/** False when somebody else has ended it meanwhile. */
export async function endLogin(org: Org, token: string): Promise<boolean> {
  const { rowCount } = await org.database.run({
    text: 'DELETE FROM atelier.sso_login WHERE token_hash = $1 AND org = $2',
    values: [hashText(token), org.id],
  })
  return rowCount > 0
}

function hashText(text: string): string {
  return createHash('sha256').update(text).digest('base64url')
}
