import type { Principal } from '../access/principal.ts'
import { AtelierError } from '../kernel/errors.ts'
import { say } from '../kernel/message.ts'
import type { Connection } from '../storage/database.ts'
import { quoteTable } from '../storage/sql/names.ts'
import { transaction } from '../storage/transaction.ts'
import { recordSetupChanges } from './audit-trail.ts'
import { announceIdentities } from './identity-changes.ts'
import { countFailure, secondsToWait } from './login-failures.ts'
import type { LoginSource } from './login-source.ts'
import { endOtherSessions } from './open-sessions.ts'
import { checkNewPassword } from './password-policy.ts'
import { hashSecret, matchesHash, randomText } from './secrets.ts'
import type { Org } from './session.ts'

/** 24 characters of 64: longer than anybody guesses, short enough to type once. */
const MADE_LENGTH = 24

/** Who sets a password, and the id of the session that goes on. */
export interface SetBy {
  readonly who: string
  readonly session?: string
}

/**
 * Gives a user another password, and ends the user's sessions but the one of `by`. Links to set a password that
 * are on their way are worth nothing afterwards. Throws INVALID_NEW_PASSWORD.
 */
export async function setPassword(org: Org, userId: string, password: string, by: SetBy): Promise<void> {
  await checkPassword(org, userId, password)
  await storePassword(org, userId, password, by)
}

/** Throws INVALID_NEW_PASSWORD when it is no good password for this user. */
export async function checkPassword(org: Org, userId: string, password: string): Promise<void> {
  await checkNewPassword(password, await wordsOf(org, userId))
}

/** A password that nobody has chosen, for somebody to hand on. */
export async function makePassword(org: Org, userId: string, by: SetBy): Promise<string> {
  const password = randomText(MADE_LENGTH)
  await storePassword(org, userId, password, by)
  return password
}

/**
 * Asks somebody who is logged in for the password again: whoever finds an open session does not take the account
 * with it. Failures count as they do at a login. Throws INVALID_INPUT.
 */
export async function confirmPassword(
  org: Org,
  { userId, username }: Principal,
  password: string,
  source: LoginSource,
): Promise<void> {
  const seconds = await secondsToWait(org, username, source)
  if (seconds > 0) {
    throw new AtelierError(
      'INVALID_INPUT',
      say('Too many attempts failed: try again in {seconds} seconds.', { seconds }),
    )
  }
  const { rows } = await org.database.run({
    text: 'SELECT password_hash FROM atelier.login WHERE org = $1 AND "user" = $2',
    values: [org.id, userId],
  })
  if (await matchesHash(rows[0]?.[0], password)) return
  await countFailure(org, username, source)
  throw new AtelierError('INVALID_INPUT', say('"OldPassword" is not your password.'))
}

/** `setPassword` without a look at the password. */
export async function storePassword(org: Org, userId: string, password: string, by: SetBy): Promise<void> {
  const passwordHash = await hashSecret(password)
  const afterCommit: (() => void)[] = []
  await transaction(org.database, { gate: org.gate }, async connection => {
    const { rowCount } = await connection.run({
      text: 'UPDATE atelier.login SET password_hash = $3, changed = now() WHERE org = $1 AND "user" = $2',
      values: [org.id, userId, passwordHash],
    })
    if (rowCount === 0) throw new AtelierError('NOT_FOUND', say('The requested resource does not exist'))
    await stampChange(connection, org, userId)
    await connection.run({
      text: 'DELETE FROM atelier.password_reset WHERE org = $1 AND "user" = $2',
      values: [org.id, userId],
    })
    await endOtherSessions(connection, org, userId, by.session)
    const change = { section: 'login', action: 'password set', name: `User ${userId}` } as const
    await recordSetupChanges(connection, org, by.who, [{ ...change, before: null, after: null }])
    await announceIdentities(connection, org, afterCommit)
  })
  for (const callback of afterCommit) callback()
}

async function stampChange(connection: Connection, { schema, model }: Org, userId: string): Promise<void> {
  if (!model.objects.get('user')?.fields.has('lastpasswordchangedate')) return
  await connection.run({
    text: `UPDATE ${quoteTable(schema, 'user')} SET "lastpasswordchangedate" = now() WHERE "id" = $1`,
    values: [userId],
  })
}

/** What of the user and the org is no secret. */
async function wordsOf({ database, schema, model, name }: Org, userId: string): Promise<readonly string[]> {
  const user = model.objects.get('user')
  const columns = ['username', 'email', 'firstname', 'lastname', 'alias', 'companyname']
  const known = columns.filter(column => user?.fields.has(column)).map(column => `"${column}"`)
  if (known.length === 0) return []
  const { rows } = await database.run({
    text: `SELECT ${known.join(', ')} FROM ${quoteTable(schema, 'user')} WHERE "id" = $1`,
    values: [userId],
  })
  return [name, 'atelier', ...(rows[0] ?? []).filter(word => word !== null)]
}
