import { createHash } from 'node:crypto'
import type { Principal } from '../access/principal.ts'
import type { Connection } from '../storage/database.ts'
import { loadPrincipal } from './principals.ts'
import { randomText } from './secrets.ts'
import type { Org } from './session.ts'

/** Milliseconds. A session that is used is kept for so long after its creation. */
const SESSION_LIFE = 12 * 3600_000
/** Milliseconds for which a token that was found is not looked up again: a revoked one lives on for so long. */
const CACHE_LIFE = 5_000
const CACHE_SIZE = 10_000
const TOKEN_LENGTH = 88

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

/** Ends all sessions of the users; who calls announces it. */
export async function endSessions(connection: Connection, org: Org, users: readonly string[]): Promise<void> {
  if (users.length === 0) return
  await connection.run({
    text: 'DELETE FROM atelier.session WHERE org = $1 AND "user" = ANY($2)',
    values: [org.id, users],
  })
}

function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('base64url')
}
