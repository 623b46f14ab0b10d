import { randomBytes } from 'node:crypto'
import { AtelierError } from '../kernel/errors.ts'
import { DatabaseError } from '../storage/pg-errors.ts'
import { transaction } from '../storage/transaction.ts'
import { recordSetupChanges } from './audit-trail.ts'
import { announceIdentities } from './identity-changes.ts'
import { findUsernames, loadPrincipal } from './principals.ts'
import { hashSecret, matchesHash, randomText } from './secrets.ts'
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

/** What an app is let do beside working as its user with its secret. */
export interface AppOptions {
  /** Where people are sent back to, letter by letter, after they have logged in for the app. */
  readonly redirectUris?: readonly string[]
  /** PEM: checks what the app signs. */
  readonly publicKey?: string | undefined
  readonly scopes?: readonly string[]
  /** False: the app runs on people's own machines, where no secret is one. */
  readonly hasSecret?: boolean
}

/** What apps may be let do, under OAuth's names and Salesforce's. */
export const SCOPES = ['api', 'id', 'openid', 'profile', 'refresh_token'] as const
const USUAL_SCOPES = ['api', 'id', 'refresh_token']

/** Registers an app that works as the user. Throws DUPLICATE_VALUE when the org has one of that name. */
export async function createConnectedApp(
  org: Org,
  name: string,
  userId: string,
  options: AppOptions = {},
  who = 'server',
): Promise<ClientCredentials> {
  const clientId = `3MVG9${randomText(80)}`
  const clientSecret = randomBytes(32).toString('hex').toUpperCase()
  const { redirectUris = [], publicKey = null, scopes = USUAL_SCOPES, hasSecret = true } = options
  const values = [
    ...[clientId, org.id, name, await hashSecret(clientSecret), userId],
    ...[redirectUris, publicKey, scopes, hasSecret],
  ]
  const text = `INSERT INTO atelier.connected_app
      (client_id, org, name, secret_hash, "user", redirect_uris, public_key, scopes, has_secret)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`
  const after = JSON.stringify({ userId, redirectUris, scopes, hasSecret, hasKey: publicKey !== null })
  await transaction(org.database, { gate: org.gate }, async connection => {
    await connection.run({ text, values })
    await recordSetupChanges(connection, org, who, [
      { section: 'login', action: 'added', name: `connected app ${name}`, before: null, after },
    ])
  }).catch((error: unknown) => {
    if (!(error instanceof DatabaseError) || error.sqlState !== UNIQUE_VIOLATION) throw error
    throw new AtelierError('DUPLICATE_VALUE', `There is a connected app "${name}" already.`)
  })
  return { clientId, clientSecret }
}

export interface RegisteredApp {
  readonly clientId: string
  readonly name: string
  readonly userId: string
  readonly secretHash: string
  readonly redirectUris: readonly string[]
  readonly publicKey: string | null
  readonly scopes: readonly string[]
  readonly hasSecret: boolean
}

export async function findApp(org: Org, clientId: string): Promise<RegisteredApp | undefined> {
  const { rows } = await org.database.run({
    text: `SELECT name, "user", secret_hash, public_key, has_secret, to_json(redirect_uris), to_json(scopes)
      FROM atelier.connected_app WHERE org = $1 AND client_id = $2`,
    values: [org.id, clientId],
  })
  const [name, userId, secretHash, publicKey = null, hasSecret, redirectUris, scopes] = rows[0] ?? []
  if (!name || !userId || !secretHash) return undefined
  return {
    ...{ clientId, name, userId, secretHash, publicKey, hasSecret: hasSecret === 't' },
    redirectUris: JSON.parse(redirectUris ?? '[]') as readonly string[],
    scopes: JSON.parse(scopes ?? '[]') as readonly string[],
  }
}

/** The app, when the secret is its own: an app without secrets has none to give. */
export async function checkClient(
  org: Org,
  clientId: string,
  secret: string | undefined,
): Promise<RegisteredApp | undefined> {
  const app = await findApp(org, clientId)
  if (app && !app.hasSecret) return secret ? undefined : app
  return (await matchesHash(app?.secretHash, secret ?? '')) ? app : undefined
}

/** The app that works as its user by itself; undefined when id or secret is wrong, or the user is not active. */
export async function loginClient(
  org: Org,
  clientId: string,
  secret: string,
): Promise<RegisteredApp | undefined> {
  const app = await checkClient(org, clientId, secret)
  return app?.hasSecret && (await loadPrincipal(org, app.userId)) ? app : undefined
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
export async function deleteConnectedApp(org: Org, clientId: string, who = 'server'): Promise<boolean> {
  const name = await transaction(org.database, { gate: org.gate }, async connection => {
    const { rows } = await connection.run({
      text: `WITH ended AS (DELETE FROM atelier.session WHERE org = $1 AND client_id = $2),
          codes AS (DELETE FROM atelier.oauth_code WHERE org = $1 AND client_id = $2),
          refreshing AS (DELETE FROM atelier.refresh_token WHERE org = $1 AND client_id = $2)
        DELETE FROM atelier.connected_app WHERE org = $1 AND client_id = $2 RETURNING name`,
      values: [org.id, clientId],
    })
    const gone = rows[0]?.[0]
    if (!gone) return undefined
    await recordSetupChanges(connection, org, who, [
      { section: 'login', action: 'removed', name: `connected app ${gone}`, before: null, after: null },
    ])
    return gone
  })
  if (name !== undefined) await announceIdentities(org.database, org)
  return name !== undefined
}
