import type { Principal } from '../access/principal.ts'
import { quoteTable } from '../storage/sql/names.ts'
import { countFailure, forgiveFailures, secondsToWait } from './login-failures.ts'
import { type LoginEvent, recordLogin } from './login-history.ts'
import type { LoginSource } from './login-source.ts'
import { loadPrincipal } from './principals.ts'
import { matchesHash } from './secrets.ts'
import type { Org } from './session.ts'
import { demandsTwoFactor, useTwoFactor } from './two-factor.ts'

/** What somebody has typed to log in. */
export interface Credentials {
  readonly username: string
  /** With the code behind it, when there is a second factor and the code does not come by itself. */
  readonly password: string
  /** Of the authenticator, or one for emergencies. */
  readonly code?: string | undefined
}

export type LoginOutcome =
  | { readonly outcome: 'in'; readonly userId: string }
  /** The profile demands a second factor, and the user has to set one up first. */
  | { readonly outcome: 'enrol'; readonly userId: string }
  /** The password is right; the code is missing. */
  | { readonly outcome: 'code' }
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
  const { username } = credentials
  const before = await secondsToWait(org, username, source)
  if (before > 0) return { outcome: 'wait', seconds: before }
  const entry = await findLogin(org, username)
  const { password, code } = splitCode(credentials, entry?.hasTwoFactor === true)
  const isRight = await matchesHash(entry?.passwordHash, password)
  const user = entry && { id: entry.user, username }
  const principal = entry && isRight ? await loadPrincipal(org, entry.user) : undefined
  const record = (status: string): Promise<void> =>
    recordLogin(org, { user, source, type: 'Application', application, status })
  const refuse = async (status: string): Promise<LoginOutcome> => {
    await countFailure(org, username, source)
    await record(status)
    return { outcome: 'refused' }
  }
  if (!entry || !principal) return refuse(entry ? 'Invalid Password' : 'Invalid User')
  // Guesses that were made side by side end when the first of them have failed, the right one too.
  const seconds = await secondsToWait(org, username, source)
  if (seconds > 0) return { outcome: 'wait', seconds }
  if (entry.hasTwoFactor) {
    if (code === undefined) return { outcome: 'code' }
    if (!(await useTwoFactor(org, principal.userId, code))) return refuse('Invalid Code')
  }
  await enter(org, principal, { source, type: 'Application', application })
  const isHalf = !entry.hasTwoFactor && demandsTwoFactor(org, principal)
  return { outcome: isHalf ? 'enrol' : 'in', userId: principal.userId }
}

/** What a login that has succeeded leaves behind, however somebody has logged in. */
export async function enter(
  org: Org,
  { userId, username }: Principal,
  event: Pick<LoginEvent, 'source' | 'type' | 'application'>,
): Promise<void> {
  await forgiveFailures(org, username, event.source)
  await recordLogin(org, { ...event, user: { id: userId, username }, status: 'Success' })
  await stampLogin(org, userId)
}

const APPENDED = /^(.*)(\d{6})$/s

/** Clients that know of no codes send the code behind the password, as they send Salesforce's security token. */
function splitCode(
  { password, code }: Credentials,
  hasTwoFactor: boolean,
): { readonly password: string; readonly code: string | undefined } {
  const appended = hasTwoFactor && code === undefined ? APPENDED.exec(password) : null
  return appended ? { password: appended[1] as string, code: appended[2] } : { password, code }
}

interface FoundLogin {
  readonly user: string
  readonly passwordHash: string | null
  readonly hasTwoFactor: boolean
}

async function findLogin(org: Org, username: string): Promise<FoundLogin | undefined> {
  const { rows } = await org.database.run({
    text: `SELECT l."user", l.password_hash, f.confirmed FROM atelier.login l
      LEFT JOIN atelier.two_factor f ON f.org = l.org AND f."user" = l."user" AND f.confirmed
      WHERE l.org = $1 AND l.username = lower($2) AND l.active`,
    values: [org.id, username],
  })
  const [user, passwordHash = null, confirmed] = rows[0] ?? []
  return user ? { user, passwordHash, hasTwoFactor: confirmed === 't' } : undefined
}

async function stampLogin({ database, schema, model }: Org, userId: string): Promise<void> {
  if (!model.objects.get('user')?.fields.has('lastlogindate')) return
  await database.run({
    text: `UPDATE ${quoteTable(schema, 'user')} SET "lastlogindate" = now() WHERE "id" = $1`,
    values: [userId],
  })
}
