import { type LoginSource, networkOf } from './login-source.ts'
import { findUsernames } from './principals.ts'
import type { Org } from './session.ts'

/** Days. */
const KEPT = 180
const MOST_SHOWN = 1000

export interface LoginEvent {
  /** Undefined: nobody of that name. What was typed is not kept: it may be a password. */
  readonly user?: { readonly id: string; readonly username: string } | undefined
  readonly source: LoginSource
  /** `Application`, `Remote Access 2.0`, … */
  readonly type: string
  /** Name or client id of the connected app. */
  readonly application?: string | undefined
  readonly status: string
}

export async function recordLogin(org: Org, event: LoginEvent): Promise<void> {
  const { user, source, type, application, status } = event
  await org.database.run({
    text: `WITH old AS (DELETE FROM atelier.login_history WHERE login_time < now() - interval '${KEPT} days')
      INSERT INTO atelier.login_history (org, "user", username, address, user_agent, login_type, application, status)
      VALUES ($1, $2, lower($3), $4, $5, $6, $7, $8)`,
    values: [
      ...[org.id, user?.id ?? null, user?.username ?? null, networkOf(source.address), source.userAgent],
      ...[type, application ?? null, status],
    ],
  })
}

/** An app that works as a user has got a token. */
export async function recordAppLogin(
  org: Org,
  userId: string,
  clientId: string,
  source: LoginSource,
): Promise<void> {
  const username = (await findUsernames(org, [userId])).get(userId) ?? ''
  const user = { id: userId, username }
  await recordLogin(org, {
    user,
    source,
    type: 'Remote Access 2.0',
    application: clientId,
    status: 'Success',
  })
}

export interface ShownLogin {
  readonly userId: string | null
  readonly username: string | null
  /** ISO 8601, UTC. */
  readonly loginTime: string
  readonly sourceIp: string
  readonly userAgent: string
  readonly loginType: string
  readonly application: string | null
  readonly status: string
}

/** The last ones first; of one user, or of everybody and nobody. */
export async function listLogins(org: Org, userId?: string): Promise<readonly ShownLogin[]> {
  const { rows } = await org.database.run({
    text: `SELECT "user", username, (extract(epoch FROM login_time) * 1000)::bigint, address, user_agent, login_type,
        application, status
      FROM atelier.login_history WHERE org = $1 AND ($2::text IS NULL OR "user" = $2) ORDER BY id DESC LIMIT ${MOST_SHOWN}`,
    values: [org.id, userId ?? null],
  })
  return rows.map(row => ({
    userId: row[0] ?? null,
    username: row[1] ?? null,
    loginTime: new Date(Number(row[2])).toISOString(),
    sourceIp: String(row[3]),
    userAgent: String(row[4]),
    loginType: String(row[5]),
    application: row[6] ?? null,
    status: String(row[7]),
  }))
}
