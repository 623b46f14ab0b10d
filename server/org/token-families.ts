import { announceIdentities } from './identity-changes.ts'
import type { Org } from './session.ts'

/** Ends everything that was made of one consent: its sessions, refresh tokens and code. */
export async function endFamily(org: Org, family: string): Promise<void> {
  await org.database.run({
    text: `WITH ended AS (DELETE FROM atelier.session WHERE org = $1 AND family = $2),
        codes AS (DELETE FROM atelier.oauth_code WHERE org = $1 AND family = $2)
      DELETE FROM atelier.refresh_token WHERE org = $1 AND family = $2`,
    values: [org.id, family],
  })
  await announceIdentities(org.database, org)
}

/** What a code or refresh token was given for. */
export interface Consent {
  readonly userId: string
  readonly clientId: string
  readonly scopes: readonly string[]
  readonly family: string
}
