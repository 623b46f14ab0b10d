import { createHash } from 'node:crypto'
import { hash } from '@node-rs/argon2'
import type { Principal } from '../access/principal.ts'
import { loadPrincipal } from './principals.ts'
import { matchesHash, randomText } from './secrets.ts'
import type { Org } from './session.ts'

/** Milliseconds. A session that is used is kept for so long after its creation. */
const SESSION_LIFE = 12 * 3600_000
/** Milliseconds for which a token that was found is not looked up again: a revoked one lives on for so long. */
const CACHE_LIFE = 5_000
const CACHE_SIZE = 10_000
const TOKEN_LENGTH = 88

/** The user's id; undefined when the name or the password is wrong. */
export async function login(org: Org, username: string, password: string): Promise<string | undefined> {
  const { rows } = await org.database.run({
    text: 'SELECT "user", password_hash FROM atelier.login WHERE org = $1 AND username = lower($2)',
    values: [org.id, username],
  })
  const [user, storedHash] = rows[0] ?? []
  if (!(await matchesHash(storedHash, password))) return undefined
  return (await loadPrincipal(org, user as string))?.userId
}

/** Lets a user log in with the password. */
export async function setPassword(
  org: Org,
  userId: string,
  username: string,
  password: string,
): Promise<void> {
  await org.database.run({
    text: `INSERT INTO atelier.login (org, username, "user", password_hash) VALUES ($1, lower($2), $3, $4)
      ON CONFLICT (org, username) DO UPDATE SET "user" = excluded."user", password_hash = excluded.password_hash, changed = now()`,
    values: [org.id, username, userId, await hash(password)],
  })
}

export interface IssuedSession {
  readonly token: string
  /** Milliseconds since 1970. */
  readonly issuedAt: number
}

/** A token that starts with the org's id and `!`; only its hash is stored. With a client it ends when the client does. */
export async function createSession(org: Org, userId: string, clientId?: string): Promise<IssuedSession> {
  const token = `${org.id}!${randomText(TOKEN_LENGTH)}`
  const issuedAt = Date.now()
  await org.database.run({
    text: `WITH expired AS (DELETE FROM atelier.session WHERE expires < now())
      INSERT INTO atelier.session (token_hash, org, "user", expires, client_id) VALUES ($1, $2, $3, $4, $5)`,
    values: [
      hashToken(token),
      org.id,
      userId,
      new Date(issuedAt + SESSION_LIFE).toISOString(),
      clientId ?? null,
    ],
  })
  return { token, issuedAt }
}

interface CachedSession {
  readonly principal: Promise<Principal | undefined>
  readonly until: number
}

/** By token, which is unguessable; per process. */
const cache = new Map<string, CachedSession>()

/** Who the token belongs to; undefined when it is unknown, expired or of another org. */
export async function findSession(org: Org, token: string): Promise<Principal | undefined> {
  const cached = cache.get(token)
  if (cached && cached.until > Date.now() && token.startsWith(org.id)) return cached.principal
  if (!token.startsWith(`${org.id}!`)) return undefined
  if (cache.size >= CACHE_SIZE) cache.clear()
  const principal = loadSession(org, token)
  cache.set(token, { principal, until: Date.now() + CACHE_LIFE })
  const found = await principal.catch((error: unknown) => {
    cache.delete(token)
    throw error
  })
  if (!found) cache.delete(token)
  return found
}

async function loadSession(org: Org, token: string): Promise<Principal | undefined> {
  const { rows } = await org.database.run({
    name: 'find_session',
    text: 'SELECT "user" FROM atelier.session WHERE token_hash = $1 AND org = $2 AND expires > now()',
    values: [hashToken(token), org.id],
  })
  const user = rows[0]?.[0]
  return user ? loadPrincipal(org, user) : undefined
}

/** Every token is looked up again when it is used next. */
export function forgetSessions(): void {
  cache.clear()
}

export async function deleteSession(org: Org, token: string): Promise<void> {
  cache.delete(token)
  await org.database.run({
    text: 'DELETE FROM atelier.session WHERE token_hash = $1 AND org = $2',
    values: [hashToken(token), org.id],
  })
}

function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('base64url')
}
