import type { AuthProviderModel } from '../metadata/types/auth-provider/compile.ts'
import { quoteTable } from '../storage/sql/names.ts'
import { countFailure, secondsToWait } from './login-failures.ts'
import { recordLogin } from './login-history.ts'
import type { LoginSource } from './login-source.ts'
import { enter } from './logins.ts'
import type { ProviderClaims } from './openid.ts'
import { findUsernames, loadPrincipal } from './principals.ts'
import type { Org } from './session.ts'
import { demandsTwoFactor, hasTwoFactor, useTwoFactor } from './two-factor.ts'

/** Salesforce's name for it in the login history. */
const TYPE = 'Third Party SSO'

export type SsoOutcome =
  /** `code`: the second factor is still missing. `enrol`: it has to be set up first. */
  | { readonly outcome: 'in' | 'code' | 'enrol'; readonly userId: string }
  /** Nobody of that name has ever been here. */
  | { readonly outcome: 'unknown' }
  | { readonly outcome: 'refused' }
  | { readonly outcome: 'wait' }

/**
 * Whom the provider's claims mean. A user who is not active is refused; who has a second factor, or has to have one,
 * shows it here, unless the provider says that it has asked for one.
 */
export async function loginByProvider(
  org: Org,
  provider: AuthProviderModel,
  claims: ProviderClaims,
  source: LoginSource,
): Promise<SsoOutcome> {
  const found = await findByClaims(org, provider, claims)
  if (found.length === 0) return { outcome: 'unknown' }
  // An e-mail address may be that of several users: then it is nobody's.
  const [userId] = found.length === 1 ? found : []
  const principal = userId === undefined ? undefined : await loadPrincipal(org, userId)
  if (!principal) {
    await recordFailure(
      org,
      provider,
      source,
      found.length === 1 ? 'Inactive User' : 'Ambiguous User',
      userId,
    )
    return { outcome: 'refused' }
  }
  const isSatisfied = claims.hasSecondFactor
  if (!isSatisfied && (await hasTwoFactor(org, principal.userId))) {
    return { outcome: 'code', userId: principal.userId }
  }
  await enter(org, principal, { source, type: TYPE, application: provider.name })
  const isHalf = !isSatisfied && demandsTwoFactor(org, principal)
  return { outcome: isHalf ? 'enrol' : 'in', userId: principal.userId }
}

/** The second step of somebody whom the provider has vouched for. Wrong codes count as wrong passwords do. */
export async function loginByCode(
  org: Org,
  provider: AuthProviderModel,
  userId: string,
  code: string,
  source: LoginSource,
): Promise<SsoOutcome> {
  const principal = await loadPrincipal(org, userId)
  if (!principal) return { outcome: 'refused' }
  const { username } = principal
  if ((await secondsToWait(org, username, source)) > 0) return { outcome: 'wait' }
  if (await useTwoFactor(org, userId, code)) {
    await enter(org, principal, { source, type: TYPE, application: provider.name })
    return { outcome: 'in', userId }
  }
  await countFailure(org, username, source)
  await recordFailure(org, provider, source, 'Invalid Code', userId)
  return { outcome: 'code', userId }
}

/** A login that nobody could be found for is in the history as well, with the reason that its page does not tell. */
export async function recordFailure(
  org: Org,
  { name: application }: AuthProviderModel,
  source: LoginSource,
  status: string,
  userId?: string,
): Promise<void> {
  const username = userId === undefined ? undefined : (await findUsernames(org, [userId])).get(userId)
  const user = userId === undefined ? undefined : { id: userId, username: username ?? '' }
  await recordLogin(org, { user, source, type: TYPE, application, status })
}

/**
 * Ids of those whose field has what the claim says, the deactivated and deleted among them: who was sent away is not
 * made anew.
 */
async function findByClaims(
  { database, schema, model }: Org,
  { userAttribute: { claim, field } }: AuthProviderModel,
  { subject, email }: ProviderClaims,
): Promise<readonly string[]> {
  const value = claim === 'sub' ? subject : email
  const column = model.objects.get('user')?.fields.get(field.toLowerCase())?.column
  if (value === undefined || !column) return []
  // A subject is told letter by letter; names and addresses are not.
  const isSame =
    claim === 'sub' && field === 'FederationIdentifier'
      ? `"${column}" = $1`
      : `lower("${column}") = lower($1)`
  const { rows } = await database.run({
    text: `SELECT "id", "isactive" AND NOT "isdeleted" FROM ${quoteTable(schema, 'user')} WHERE ${isSame} ORDER BY 2 DESC LIMIT 10`,
    values: [value],
  })
  const active = rows.filter(([, isActive]) => isActive === 't')
  return (active.length > 0 ? active : rows.slice(0, 1)).map(([id]) => id as string)
}
