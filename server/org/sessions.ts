import { createHash } from 'node:crypto'
import type { Principal } from '../access/principal.ts'
import { emit } from '../kernel/observe.ts'
import type { Connection } from '../storage/database.ts'
import type { LoginSource } from './login-source.ts'
import { loadPrincipal } from './principals.ts'
import { randomText } from './secrets.ts'
import type { Org } from './session.ts'

/** Milliseconds. A session that is used is kept for so long after its creation. */
const SESSION_LIFE = 12 * 3600_000
/** Milliseconds for which a token that was found is not looked up again, should no notification come. */
const CACHE_LIFE = 5_000
const CACHE_SIZE = 10_000
const TOKEN_LENGTH = 88
/** 96 bits of the token's hash: enough to tell sessions apart, useless as a token. */
export const ID_LENGTH = 16

/** The client id of sessions of the command line on the server's own machine: no password leads to them. */
export const LOCAL_CLIENT = 'local'

export interface SessionOptions {
  /** The connected app that works as the user; the session ends with it. */
  readonly clientId?: string | undefined
  /** What the token may be used for; undefined: for everything that the user may do. */
  readonly scopes?: readonly string[] | undefined
  /** The consent that it was made of, with which it ends. */
  readonly family?: string | undefined
  /** Who logs in as the user; the session ends when either of them may no longer. */
  readonly actor?: string | undefined
  readonly source?: LoginSource | undefined
  /** Inside a transaction. */
  readonly connection?: Connection
}

export interface IssuedSession {
  readonly token: string
  /** Milliseconds since 1970. */
  readonly issuedAt: number
}

/** A token that starts with the org's id and `!`; only its hash is stored. */
export async function createSession(
  org: Org,
  userId: string,
  options: SessionOptions = {},
): Promise<IssuedSession> {
  const token = `${org.id}!${randomText(TOKEN_LENGTH)}`
  const issuedAt = Date.now()
  const { clientId, scopes, source, family, actor } = options
  await (options.connection ?? org.database).run({
    text: `WITH expired AS (DELETE FROM atelier.session WHERE expires < now())
      INSERT INTO atelier.session (token_hash, org, "user", expires, client_id, scopes, address, user_agent, family, actor)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)`,
    values: [
      ...[hashToken(token), org.id, userId, new Date(issuedAt + SESSION_LIFE).toISOString()],
      ...[clientId ?? null, scopes ?? null, source?.address ?? null, source?.userAgent ?? null],
      ...[family ?? null, actor ?? null],
    ],
  })
  return { token, issuedAt }
}

/** What a token stands for. */
export interface FoundSession {
  /** Tells the session from the user's others; no secret. */
  readonly id: string
  readonly principal: Principal
  readonly clientId?: string
  /** Undefined: all. */
  readonly scopes?: readonly string[]
  /** Id and username of the administrator who works as the user. */
  readonly actor?: string
  readonly actorName?: string
}

interface CachedSession {
  readonly session: Promise<FoundSession | undefined>
  readonly until: number
}

/** By token, which is unguessable; per process. */
const cache = new Map<string, CachedSession>()

/** Who the token belongs to; undefined when it is unknown, expired or of another org. */
export async function findSession(org: Org, token: string): Promise<FoundSession | undefined> {
  if (!token.startsWith(`${org.id}!`)) return undefined
  const cached = cache.get(token)
  if (cached && cached.until > Date.now()) return cached.session
  if (cache.size >= CACHE_SIZE) cache.clear()
  const session = loadSession(org, token)
  const entry = { session, until: Date.now() + CACHE_LIFE }
  cache.set(token, entry)
  const forget = (): void => {
    if (cache.get(token) === entry) cache.delete(token)
  }
  const found = await session.catch((error: unknown) => {
    forget()
    throw error
  })
  if (!found) forget()
  return found
}

async function loadSession(org: Org, token: string): Promise<FoundSession | undefined> {
  const { rows } = await org.database.run({
    name: 'find_session',
    text: `SELECT "user", client_id, array_to_string(scopes, ' '), actor FROM atelier.session
      WHERE token_hash = $1 AND org = $2 AND expires > now()`,
    values: [hashToken(token), org.id],
  })
  const [user, clientId, scopes, actor] = rows[0] ?? []
  const principal = user ? await loadPrincipal(org, user) : undefined
  const acting = actor ? await loadPrincipal(org, actor) : undefined
  if (!principal || (actor && !acting)) return undefined
  return Object.freeze({
    id: hashToken(token).slice(0, ID_LENGTH),
    principal,
    ...(typeof clientId === 'string' && { clientId }),
    ...(typeof scopes === 'string' && { scopes: scopes.split(' ') }),
    ...(acting && { actor: acting.userId, actorName: acting.username }),
  })
}

/** Every token is looked up again when it is used next. */
export function forgetSessions(): void {
  cache.clear()
  emit('identities', {})
}

export function hashToken(token: string): string {
  return createHash('sha256').update(token).digest('base64url')
}
