import { createHash, randomBytes } from 'node:crypto'
import { hash, verify } from '@node-rs/argon2'
import type { Principal } from '../access/principal.ts'
import { loadPrincipal } from './principals.ts'
import type { Org } from './session.ts'

/** Milliseconds. A session that is used is kept for so long after its creation. */
const SESSION_LIFE = 12 * 3600_000
/** Milliseconds for which a token that was found is not looked up again: a revoked one lives on for so long. */
const CACHE_LIFE = 5_000
const CACHE_SIZE = 10_000
const TOKEN_ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._'
const TOKEN_LENGTH = 88

/** Somebody unknown takes as long as somebody with a wrong password. */
let decoy: Promise<string> | undefined

async function matches(storedHash: string | null | undefined, secret: string): Promise<boolean> {
  decoy ??= hash(randomBytes(16).toString('hex'))
  const isRight = await verify(storedHash ?? (await decoy), secret)
  return isRight && storedHash != null
}

/** The user's id; undefined when the name or the password is wrong. */
export async function login(org: Org, username: string, password: string): Promise<string | undefined> {
  const { rows } = await org.database.run({
    text: 'SELECT "user", password_hash FROM atelier.login WHERE org = $1 AND username = lower($2)',
    values: [org.id, username],
  })
  const [user, storedHash] = rows[0] ?? []
  if (!(await matches(storedHash, password))) return undefined
  return (await loadPrincipal(org, user as string))?.userId
}

/** The id of the user that a connected app works as; undefined when id or secret is wrong. */
export async function loginClient(org: Org, clientId: string, secret: string): Promise<string | undefined> {
  const { rows } = await org.database.run({
    text: 'SELECT "user", secret_hash FROM atelier.connected_app WHERE org = $1 AND client_id = $2',
    values: [org.id, clientId],
  })
  const [user, storedHash] = rows[0] ?? []
  if (!(await matches(storedHash, secret))) return undefined
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

export interface ClientCredentials {
  readonly clientId: string
  /** Stored hashed: shown this once. */
  readonly clientSecret: string
}

/** Registers an app that works as the user (OAuth client credentials). */
export async function createConnectedApp(org: Org, name: string, userId: string): Promise<ClientCredentials> {
  const clientId = `3MVG9${randomText(80)}`
  const clientSecret = randomBytes(32).toString('hex').toUpperCase()
  await org.database.run({
    text: 'INSERT INTO atelier.connected_app (client_id, org, name, secret_hash, "user") VALUES ($1, $2, $3, $4, $5)',
    values: [clientId, org.id, name, await hash(clientSecret), userId],
  })
  return { clientId, clientSecret }
}

export interface IssuedSession {
  readonly token: string
  /** Milliseconds since 1970. */
  readonly issuedAt: number
}

/** A token that starts with the org's id and `!`; only its hash is stored. */
export async function createSession(org: Org, userId: string): Promise<IssuedSession> {
  const token = `${org.id}!${randomText(TOKEN_LENGTH)}`
  const issuedAt = Date.now()
  await org.database.run({
    text: `WITH expired AS (DELETE FROM atelier.session WHERE expires < now())
      INSERT INTO atelier.session (token_hash, org, "user", expires) VALUES ($1, $2, $3, $4)`,
    values: [hashToken(token), org.id, userId, new Date(issuedAt + SESSION_LIFE).toISOString()],
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

/** 64 letters: six bits of a random byte each. */
function randomText(length: number): string {
  return [...randomBytes(length)].map(byte => TOKEN_ALPHABET[byte & 63]).join('')
}
