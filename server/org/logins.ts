import type { Connection } from '../storage/database.ts'
import { loadPrincipal } from './principals.ts'
import { matchesHash } from './secrets.ts'
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
    text: 'DELETE FROM atelier.login WHERE org = $1 AND "user" = ANY($2)',
    values: [org.id, users],
  })
}

/** The user's id; undefined when the name or the password is wrong, or the user is not active. */
export async function login(org: Org, username: string, password: string): Promise<string | undefined> {
  const { rows } = await org.database.run({
    text: 'SELECT "user", password_hash FROM atelier.login WHERE org = $1 AND username = lower($2) AND active',
    values: [org.id, username],
  })
  const [user, storedHash] = rows[0] ?? []
  if (!(await matchesHash(storedHash, password))) return undefined
  return (await loadPrincipal(org, user as string))?.userId
}

/** Is this the user's password? Takes as long for a user who has none. */
export async function hasPassword(org: Org, userId: string, password: string): Promise<boolean> {
  const { rows } = await org.database.run({
    text: 'SELECT password_hash FROM atelier.login WHERE org = $1 AND "user" = $2',
    values: [org.id, userId],
  })
  return matchesHash(rows[0]?.[0], password)
}
