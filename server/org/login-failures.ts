import { createHash } from 'node:crypto'
import { type LoginSource, networkOf } from './login-source.ts'
import type { Org } from './session.ts'

/**
 * What failures are counted by, how many are free, and the longest that one has to wait (seconds). The delay doubles
 * with each failure. That of a name alone is short, and does not hold where the user has logged in before: somebody
 * who knows a name can slow its owner down, not lock them out.
 */
const COUNTED = {
  pair: { free: 5, longest: 900 },
  address: { free: 30, longest: 900 },
  name: { free: 20, longest: 30 },
} as const

type Kind = keyof typeof COUNTED

/** Days after which somewhere known is strange again. */
const KNOWN_FOR = 60

/** Seconds until the name may try again from there; 0: now. The same for names that nobody has. */
export async function secondsToWait(org: Org, username: string, { address }: LoginSource): Promise<number> {
  const keys = keysOf(username, address)
  const { rows } = await org.database.run({
    text: `SELECT ceil(extract(epoch FROM max(blocked_until) - now())) FROM atelier.login_failure
      WHERE org = $1 AND blocked_until > now() AND (key = ANY($2) OR (key = $3 AND NOT EXISTS (
        SELECT FROM atelier.login_history h WHERE h.org = $1 AND h.username = lower($4) AND h.address = $5
          AND h.status = 'Success' AND h.login_time > now() - interval '${KNOWN_FOR} days')))`,
    values: [org.id, [keys.pair, keys.address], keys.name, username, networkOf(address)],
  })
  return Math.max(0, Number(rows[0]?.[0] ?? 0))
}

export async function countFailure(org: Org, username: string, { address }: LoginSource): Promise<void> {
  const keys = Object.entries(keysOf(username, address)).sort(([, a], [, b]) => (a < b ? -1 : 1))
  const limits = keys.map(([kind]) => COUNTED[kind as Kind])
  await org.database.run({
    text: `WITH old AS (DELETE FROM atelier.login_failure WHERE last < now() - interval '2 days' AND key <> ALL($2))
      INSERT INTO atelier.login_failure AS f (org, key, failures, blocked_until, last)
      SELECT $1, k, 1, now(), now() FROM unnest($2::text[], $3::integer[], $4::integer[]) AS counted(k, free, longest)
      ON CONFLICT (org, key) DO UPDATE SET last = now(),
        failures = CASE WHEN f.last < now() - interval '1 day' THEN 1 ELSE f.failures + 1 END,
        blocked_until = now() + (SELECT make_interval(secs => CASE
            WHEN f.last < now() - interval '1 day' OR f.failures + 1 < free THEN 0
            ELSE least(longest, 2 ^ least(f.failures + 1 - free, 20)) END)
          FROM unnest($2::text[], $3::integer[], $4::integer[]) AS counted(k, free, longest) WHERE k = f.key)`,
    values: [
      org.id,
      keys.map(([, key]) => key),
      limits.map(({ free }) => free),
      limits.map(({ longest }) => longest),
    ],
  })
}

/** A login that succeeds forgives what failed under that name from there. */
export async function forgiveFailures(org: Org, username: string, { address }: LoginSource): Promise<void> {
  await org.database.run({
    text: 'DELETE FROM atelier.login_failure WHERE org = $1 AND key = $2',
    values: [org.id, keysOf(username, address).pair],
  })
}

function keysOf(username: string, address: string): Readonly<Record<Kind, string>> {
  const name = username.toLowerCase()
  const network = networkOf(address)
  const key = (...parts: readonly string[]): string =>
    createHash('sha256').update(JSON.stringify(parts)).digest('base64url')
  return { pair: key('pair', name, network), address: key('address', network), name: key('name', name) }
}
