import { createHash } from 'node:crypto'
import { randomText } from './secrets.ts'
import type { Org } from './session.ts'
import { type Consent, endFamily } from './token-families.ts'

/** Days without use after which a refresh token ends. */
const LIFE = 90
const TOKEN_LENGTH = 64

export async function issueRefreshToken(org: Org, consent: Consent): Promise<string> {
  const token = randomText(TOKEN_LENGTH)
  const { clientId, userId, scopes, family } = consent
  await org.database.run({
    text: `WITH expired AS (DELETE FROM atelier.refresh_token WHERE expires < now())
      INSERT INTO atelier.refresh_token (token_hash, org, client_id, "user", scopes, family, expires)
      VALUES ($1, $2, $3, $4, $5, $6, now() + interval '${LIFE} days')`,
    values: [hashToken(token), org.id, clientId, userId, scopes, family],
  })
  return token
}

/**
 * What the token was given for; it is used up, and another one has to be issued. One that comes a second time is in
 * two hands: everything of its consent ends.
 */
export async function useRefreshToken(
  org: Org,
  clientId: string,
  token: string,
): Promise<Consent | undefined> {
  const { rows } = await org.database.run({
    text: `UPDATE atelier.refresh_token SET used = true
      WHERE org = $1 AND client_id = $2 AND token_hash = $3 AND NOT used AND expires > now()
      RETURNING "user", array_to_string(scopes, ' '), family`,
    values: [org.id, clientId, hashToken(token)],
  })
  const [userId, scopes, family] = (rows[0] ?? []) as readonly string[]
  if (userId && family) return { userId, clientId, family, scopes: (scopes ?? '').split(' ') }
  await revokeRefreshToken(org, token)
  return undefined
}

/** Ends what was made of the token's consent; nothing when there is no such token. */
export async function revokeRefreshToken(org: Org, token: string): Promise<void> {
  const { rows } = await org.database.run({
    text: 'SELECT family FROM atelier.refresh_token WHERE org = $1 AND token_hash = $2',
    values: [org.id, hashToken(token)],
  })
  const family = rows[0]?.[0]
  if (family) await endFamily(org, family)
}

function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('base64url')
}
