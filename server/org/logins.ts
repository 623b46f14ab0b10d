import type { Connection } from '../storage/database.ts'
import { quoteTable } from '../storage/sql/names.ts'
import { countFailure, forgiveFailures, secondsToWait } from './login-failures.ts'
import { recordLogin } from './login-history.ts'
import type { LoginSource } from './login-source.ts'
import { loadPrincipal } from './principals.ts'
import { matchesHash } from './secrets.ts'
import type { Org } from './session.ts'

/** What somebody has typed to log in. */
export interface Credentials {
  readonly username: string
  readonly password: string
}

export type LoginOutcome =
  | { readonly outcome: 'in'; readonly userId: string }
  /** Name or password is wrong: which of them is not told. */
  | { readonly outcome: 'refused' }
  /** Too many failures: nothing was looked at. */
  | { readonly outcome: 'wait'; readonly seconds: number }

/**
 * Who the credentials belong to. The answer and the time that it takes are the same for a name that nobody has and
 * for a wrong password; failures make later attempts wait.
 */
export async function login(
  org: Org,
  credentials: Credentials,
  source: LoginSource,
  application?: string,
): Promise<LoginOutcome> {
  const { username, password } = credentials
  const before = await secondsToWait(org, username, source)
  if (before > 0) return { outcome: 'wait', seconds: before }
  const entry = await findLogin(org, username)
  const isRight = await matchesHash(entry?.passwordHash, password)
  const user = entry && { id: entry.user, username }
  const principal = entry && isRight ? await loadPrincipal(org, entry.user) : undefined
  const record = (status: string): Promise<void> =>
    recordLogin(org, { user, source, type: 'Application', application, status })
  if (!principal) {
    await countFailure(org, username, source)
    await record(entry ? 'Invalid Password' : 'Invalid User')
    return { outcome: 'refused' }
  }
  // Guesses that were made side by side end when the first of them have failed, the right one too.
  const seconds = await secondsToWait(org, username, source)
  if (seconds > 0) return { outcome: 'wait', seconds }
  await forgiveFailures(org, username, source)
  await record('Success')
  await stampLogin(org, principal.userId)
  return { outcome: 'in', userId: principal.userId }
}

async function findLogin(
  org: Org,
  username: string,
): Promise<{ readonly user: string; readonly passwordHash: string | null } | undefined> {
  const { rows } = await org.database.run({
    text: 'SELECT "user", password_hash FROM atelier.login WHERE org = $1 AND username = lower($2) AND active',
    values: [org.id, username],
  })
  const [user, passwordHash = null] = rows[0] ?? []
  return user ? { user, passwordHash } : undefined
}

async function stampLogin({ database, schema, model }: Org, userId: string): Promise<void> {
  if (!model.objects.get('user')?.fields.has('lastlogindate')) return
  await database.run({
    text: `UPDATE ${quoteTable(schema, 'user')} SET "lastlogindate" = now() WHERE "id" = $1`,
    values: [userId],
  })
}

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
