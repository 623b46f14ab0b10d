import { randomBytes } from 'node:crypto'
import { hash } from '@node-rs/argon2'
import { AtelierError } from '../kernel/errors.ts'
import { DatabaseError } from '../storage/pg-errors.ts'
import { announceIdentities } from './identity-changes.ts'
import { findUsernames, loadPrincipal } from './principals.ts'
import { matchesHash, randomText } from './secrets.ts'
import type { Org } from './session.ts'

/** A program that logs in by itself (OAuth client credentials) and then works as a user. */
export interface ConnectedApp {
  readonly clientId: string
  readonly name: string
  readonly userId: string
  /** Null when the user is no longer there. */
  readonly username: string | null
  /** ISO 8601, UTC. */
  readonly created: string
}

export interface ClientCredentials {
  readonly clientId: string
  /** Stored hashed: shown this once. */
  readonly clientSecret: string
}

const UNIQUE_VIOLATION = '23505'

/** Registers an app that works as the user. Throws DUPLICATE_VALUE when the org has one of that name. */
export async function createConnectedApp(org: Org, name: string, userId: string): Promise<ClientCredentials> {
  const clientId = `3MVG9${randomText(80)}`
  const clientSecret = randomBytes(32).toString('hex').toUpperCase()
  const values = [clientId, org.id, name, await hash(clientSecret), userId]
  const text =
    'INSERT INTO atelier.connected_app (client_id, org, name, secret_hash, "user") VALUES ($1, $2, $3, $4, $5)'
  await org.database.run({ text, values }).catch((error: unknown) => {
    if (!(error instanceof DatabaseError) || error.sqlState !== UNIQUE_VIOLATION) throw error
    throw new AtelierError('DUPLICATE_VALUE', `There is a connected app "${name}" already.`)
  })
  return { clientId, clientSecret }
}

/** The id of the user that a connected app works as; undefined when id or secret is wrong. */
export async function loginClient(org: Org, clientId: string, secret: string): Promise<string | undefined> {
  const { rows } = await org.database.run({
    text: 'SELECT "user", secret_hash FROM atelier.connected_app WHERE org = $1 AND client_id = $2',
    values: [org.id, clientId],
  })
  const [user, storedHash] = rows[0] ?? []
  if (!(await matchesHash(storedHash, secret))) return undefined
  return (await loadPrincipal(org, user as string))?.userId
}

/** By name. */
export async function listConnectedApps(org: Org): Promise<readonly ConnectedApp[]> {
  const { rows } = await org.database.run({
    text: `SELECT client_id, name, "user", (extract(epoch FROM created) * 1000)::bigint
      FROM atelier.connected_app WHERE org = $1 ORDER BY lower(name)`,
    values: [org.id],
  })
  const apps = rows as readonly (readonly [string, string, string, string])[]
  const usernames = await findUsernames(
    org,
    apps.map(([, , userId]) => userId),
  )
  return apps.map(([clientId, name, userId, created]) => {
    const username = usernames.get(userId) ?? null
    return { clientId, name, userId, username, created: new Date(Number(created)).toISOString() }
  })
}

/** Ends the app's sessions, too. False when there is no such app. */
export async function deleteConnectedApp(org: Org, clientId: string): Promise<boolean> {
  const { rowCount } = await org.database.run({
    text: `WITH ended AS (DELETE FROM atelier.session WHERE org = $1 AND client_id = $2)
      DELETE FROM atelier.connected_app WHERE org = $1 AND client_id = $2`,
    values: [org.id, clientId],
  })
  await announceIdentities(org.database, org)
  return rowCount > 0
}
