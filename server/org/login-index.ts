import type { Connection } from '../storage/database.ts'
import type { Org } from './session.ts'

/** What the index of logins keeps of a user; it follows every save of User records. */
export interface LoginEntry {
  readonly user: string
  readonly username: string
  readonly active: boolean
}

/** Passwords stay; a new user has none until one is set. */
export async function saveLogins(
  connection: Connection,
  org: Org,
  entries: readonly LoginEntry[],
): Promise<void> {
  if (entries.length === 0) return
  await connection.run({
    text: `INSERT INTO atelier.login (org, "user", username, active)
      SELECT $1, * FROM (SELECT unnest($2::text[]), lower(unnest($3::text[])), unnest($4::boolean[])) AS entry
      ON CONFLICT (org, "user") DO UPDATE SET username = excluded.username, active = excluded.active`,
    values: [
      org.id,
      entries.map(({ user }) => user),
      entries.map(({ username }) => username),
      entries.map(({ active }) => active),
    ],
  })
}

export async function deleteLogins(
  connection: Connection,
  org: Org,
  users: readonly string[],
): Promise<void> {
  await connection.run({
    text: `WITH factor AS (DELETE FROM atelier.two_factor WHERE org = $1 AND "user" = ANY($2))
      DELETE FROM atelier.login WHERE org = $1 AND "user" = ANY($2)`,
    values: [org.id, users],
  })
}
