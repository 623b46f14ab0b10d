import type { Connection } from '../storage/database.ts'
import { announceIdentities } from './identity-changes.ts'
import type { Org } from './session.ts'
import { hashToken, ID_LENGTH, LOCAL_CLIENT } from './sessions.ts'

/** Logs out, on all nodes. */
export async function deleteSession(org: Org, token: string): Promise<void> {
  await org.database.run({
    text: 'DELETE FROM atelier.session WHERE token_hash = $1 AND org = $2',
    values: [hashToken(token), org.id],
  })
  await announceIdentities(org.database, org)
}

/** Ends all sessions of the users; who calls announces it. */
export async function endSessions(connection: Connection, org: Org, users: readonly string[]): Promise<void> {
  if (users.length === 0) return
  await connection.run({
    text: `WITH codes AS (DELETE FROM atelier.oauth_code WHERE org = $1 AND "user" = ANY($2)),
        refreshing AS (DELETE FROM atelier.refresh_token WHERE org = $1 AND "user" = ANY($2))
      DELETE FROM atelier.session WHERE org = $1 AND ("user" = ANY($2) OR actor = ANY($2))`,
    values: [org.id, users],
  })
}

/** Ends a user's sessions but the one of this id, and those of the server's own machine; who calls announces it. */
export async function endOtherSessions(
  connection: Connection,
  org: Org,
  userId: string,
  kept: string | undefined,
): Promise<void> {
  await connection.run({
    text: `WITH codes AS (DELETE FROM atelier.oauth_code WHERE org = $1 AND "user" = $2),
        refreshing AS (DELETE FROM atelier.refresh_token WHERE org = $1 AND "user" = $2)
      DELETE FROM atelier.session WHERE org = $1 AND ("user" = $2 OR actor = $2) AND client_id IS DISTINCT FROM $3
      AND left(token_hash, ${ID_LENGTH}) IS DISTINCT FROM $4`,
    values: [org.id, userId, LOCAL_CLIENT, kept ?? null],
  })
}

export interface OpenSession {
  readonly id: string
  readonly clientId: string | null
  readonly sourceIp: string | null
  readonly userAgent: string | null
  /** Id of the administrator who works as the user. */
  readonly actorId: string | null
  /** ISO 8601, UTC. */
  readonly created: string
  readonly expires: string
}

/** The last one first. */
export async function listSessions(org: Org, userId: string): Promise<readonly OpenSession[]> {
  const { rows } = await org.database.run({
    text: `SELECT left(token_hash, ${ID_LENGTH}), client_id, address, user_agent, actor,
        (extract(epoch FROM created) * 1000)::bigint, (extract(epoch FROM expires) * 1000)::bigint
      FROM atelier.session WHERE org = $1 AND "user" = $2 AND expires > now() ORDER BY created DESC`,
    values: [org.id, userId],
  })
  return rows.map(
    ([id, clientId = null, sourceIp = null, userAgent = null, actorId = null, created, expires]) => ({
      ...{ id: id as string, clientId, sourceIp, userAgent, actorId },
      created: new Date(Number(created)).toISOString(),
      expires: new Date(Number(expires)).toISOString(),
    }),
  )
}

/** Ends one session of a user; false when the user has none of that id. */
export async function endSession(org: Org, userId: string, id: string): Promise<boolean> {
  const { rowCount } = await org.database.run({
    text: `DELETE FROM atelier.session WHERE org = $1 AND "user" = $2 AND left(token_hash, ${ID_LENGTH}) = $3`,
    values: [org.id, userId, id],
  })
  await announceIdentities(org.database, org)
  return rowCount > 0
}
