import { createHash } from 'node:crypto'
import { hasPermission, holdersOf } from '../access/holders.ts'
import type { Principal } from '../access/principal.ts'
import { AtelierError } from '../kernel/errors.ts'
import { say } from '../kernel/message.ts'
import { transaction } from '../storage/transaction.ts'
import { recordSetupChanges } from './audit-trail.ts'
import { decrypt, encrypt } from './encryption.ts'
import { randomText } from './secrets.ts'
import type { Org } from './session.ts'
import { makeTotpSecret, matchTotp, totpUri } from './totp.ts'

const RECOVERY_CODES = 10
const RECOVERY_LENGTH = 12

export interface Enrolment {
  /** Base 32, to be typed where no picture can be taken. */
  readonly secret: string
  /** `otpauth://…`, for an authenticator app. */
  readonly uri: string
}

/** Does a profile or permission set demand a second factor? Having every permission is not that demand. */
export function demandsTwoFactor(org: Org, principal: Principal): boolean {
  return hasPermission(holdersOf(org.model, principal), 'ForceTwoFactor')
}

export async function hasTwoFactor(org: Org, userId: string): Promise<boolean> {
  const { rows } = await org.database.run({
    text: 'SELECT 1 FROM atelier.two_factor WHERE org = $1 AND "user" = $2 AND confirmed',
    values: [org.id, userId],
  })
  return rows.length > 0
}

/** A secret for the user's authenticator; it counts when a code of it has come back. */
export async function beginTwoFactor(org: Org, { userId, username }: Principal): Promise<Enrolment> {
  const secret = makeTotpSecret()
  const { rowCount } = await org.database.run({
    text: `INSERT INTO atelier.two_factor AS f (org, "user", secret) VALUES ($1, $2, $3)
      ON CONFLICT (org, "user") DO UPDATE SET secret = excluded.secret WHERE NOT f.confirmed`,
    values: [org.id, userId, encrypt(org, secret, factorPlace(userId))],
  })
  if (rowCount === 0) {
    throw new AtelierError(
      'INVALID_INPUT',
      say('There is a second factor already: remove it before you set up another.'),
    )
  }
  return { secret, uri: totpUri(secret, `Atelier ${org.name}`, username) }
}

/** Ends the setting up; gives the codes that help when the authenticator is lost, this once. */
export async function confirmTwoFactor(org: Org, userId: string, code: string): Promise<readonly string[]> {
  const secret = await findSecret(org, userId, false)
  const step = secret && matchTotp(secret, code, Date.now())
  if (!step) throw wrongCode()
  const codes = Array.from({ length: RECOVERY_CODES }, () => randomText(RECOVERY_LENGTH))
  await org.database.run({
    text: `UPDATE atelier.two_factor SET confirmed = true, last_step = $3, recovery_hashes = $4
      WHERE org = $1 AND "user" = $2 AND NOT confirmed`,
    values: [org.id, userId, step, codes.map(hashCode)],
  })
  return codes
}

/** Is it a code of the user's authenticator that has not been used, or one of the codes for emergencies? Uses it up. */
export async function useTwoFactor(org: Org, userId: string, code: string): Promise<boolean> {
  const { database, id } = org
  const secret = await findSecret(org, userId, true)
  // Where no key opens it, codes for emergencies still help.
  const step = secret === undefined ? undefined : matchTotp(secret, code, Date.now())
  // One statement decides, however many try the same code at once.
  const { rowCount } = await database.run(
    step === undefined
      ? {
          text: `UPDATE atelier.two_factor SET recovery_hashes = array_remove(recovery_hashes, $3)
            WHERE org = $1 AND "user" = $2 AND confirmed AND $3 = ANY(recovery_hashes)`,
          values: [id, userId, hashCode(code)],
        }
      : {
          text: 'UPDATE atelier.two_factor SET last_step = $3 WHERE org = $1 AND "user" = $2 AND last_step < $3',
          values: [id, userId, step],
        },
  )
  return rowCount > 0
}

/** Where the encrypted secret of the user belongs. */
export function factorPlace(userId: string): readonly string[] {
  return ['two factor', userId]
}

async function findSecret(org: Org, userId: string, isConfirmed: boolean): Promise<string | undefined> {
  const { rows } = await org.database.run({
    text: 'SELECT secret FROM atelier.two_factor WHERE org = $1 AND "user" = $2 AND confirmed = $3',
    values: [org.id, userId, isConfirmed],
  })
  const stored = rows[0]?.[0]
  return stored ? decrypt(org, stored, factorPlace(userId)) : undefined
}

/** False when the user has none. It is in the setup trail. */
export async function removeTwoFactor(org: Org, userId: string, who: string): Promise<boolean> {
  return transaction(org.database, { gate: org.gate }, async connection => {
    const { rowCount } = await connection.run({
      text: 'DELETE FROM atelier.two_factor WHERE org = $1 AND "user" = $2',
      values: [org.id, userId],
    })
    if (rowCount === 0) return false
    const change = { section: 'login', action: 'second factor removed', name: `User ${userId}` } as const
    await recordSetupChanges(connection, org, who, [{ ...change, before: null, after: null }])
    return true
  })
}

export function wrongCode(): AtelierError {
  return new AtelierError(
    'INVALID_INPUT',
    say('The code is wrong, or was used already: wait for the next one.'),
  )
}

/** Codes for emergencies are random enough that a plain hash keeps them. */
function hashCode(code: string): string {
  return createHash('sha256').update(code).digest('base64url')
}
