import { createHash } from 'node:crypto'
import { networkOf } from './login-source.ts'
import type { Org } from './session.ts'

/** How often people of a network, who may be many behind one address, send forms in an hour. */
const MOST_AN_HOUR = 10

/** Counts one more form from there, on all nodes together. False: that was one too many. */
export async function countWebForm(org: Org, address: string): Promise<boolean> {
  const { rows } = await org.database.run({
    text: `WITH old AS (DELETE FROM atelier.web_form_count WHERE org = $1 AND hour < now() - interval '1 day')
      INSERT INTO atelier.web_form_count AS c (org, network_hash, hour, sent)
      VALUES ($1, $2, date_trunc('hour', now()), 1)
      ON CONFLICT (org, network_hash, hour) DO UPDATE SET sent = least(c.sent + 1, ${MOST_AN_HOUR + 1})
      RETURNING sent`,
    values: [
      org.id,
      createHash('sha256')
        .update(`web form ${networkOf(address)}`)
        .digest('base64url'),
    ],
  })
  return Number(rows[0]?.[0]) <= MOST_AN_HOUR
}
