import { createHash } from 'node:crypto'
import { randomText } from './secrets.ts'
import type { Org } from './session.ts'
import { type Consent, endFamily } from './token-families.ts'

/** Seconds from the page to the app's own request. */
const LIFE = 120
const CODE_LENGTH = 43

export interface CodeRequest {
  readonly clientId: string
  readonly redirectUri: string
  /** SHA-256 of what only the app knows that asked (PKCE), in base64url. */
  readonly challenge: string
  readonly scopes: readonly string[]
}

/** A code for the app that a user has logged in for. */
export async function issueCode(org: Org, userId: string, request: CodeRequest): Promise<string> {
  const code = randomText(CODE_LENGTH)
  const { clientId, redirectUri, challenge, scopes } = request
  await org.database.run({
    text: `WITH expired AS (DELETE FROM atelier.oauth_code WHERE expires < now() - interval '1 day')
      INSERT INTO atelier.oauth_code (code_hash, org, client_id, "user", redirect_uri, challenge, scopes, family, expires)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, now() + make_interval(secs => ${LIFE}))`,
    values: [hashText(code), org.id, clientId, userId, redirectUri, challenge, scopes, randomText(22)],
  })
  return code
}

export interface CodeUse {
  readonly clientId: string
  readonly code: string
  readonly redirectUri: string
  readonly verifier: string
}

/**
 * What the code was given for; undefined when it is wrong, too old, another app's or used up. One that comes twice
 * was stolen: what the first use has brought ends.
 */
export async function useCode(org: Org, use: CodeUse): Promise<Consent | undefined> {
  const hash = hashText(use.code)
  const { rows } = await org.database.run({
    text: `UPDATE atelier.oauth_code SET used = true WHERE org = $1 AND code_hash = $2 AND NOT used AND expires > now()
      RETURNING "user", client_id, redirect_uri, challenge, array_to_string(scopes, ' '), family`,
    values: [org.id, hash],
  })
  const [userId, clientId, redirectUri, challenge, scopes, family] = (rows[0] ?? []) as readonly string[]
  if (!userId || !clientId || !family) {
    await endWhatItBrought(org, hash)
    return undefined
  }
  if (clientId !== use.clientId || redirectUri !== use.redirectUri || challenge !== hashText(use.verifier)) {
    return undefined
  }
  return { userId, clientId, family, scopes: (scopes ?? '').split(' ') }
}

async function endWhatItBrought(org: Org, hash: string): Promise<void> {
  const { rows } = await org.database.run({
    text: 'SELECT family FROM atelier.oauth_code WHERE org = $1 AND code_hash = $2 AND used',
    values: [org.id, hash],
  })
  const family = rows[0]?.[0]
  if (family) await endFamily(org, family)
}

function hashText(text: string): string {
  return createHash('sha256').update(text).digest('base64url')
}
