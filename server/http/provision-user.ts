import { fullAccess } from '../access/access.ts'
import { emit } from '../kernel/observe.ts'
import type { AuthProviderModel } from '../metadata/types/auth-provider/compile.ts'
import { ensureAdministrator } from '../org/administrator.ts'
import type { ProviderClaims } from '../org/openid.ts'
import type { Org, Session } from '../org/session.ts'
import { write } from '../records/write.ts'
import type { HttpDependencies } from './dependencies.ts'

const LONGEST_NAME = 80
const LONGEST_USERNAME = 80

/**
 * Makes a user of somebody whom the provider vouches for and who has never been here, when the provider's metadata
 * says so. The user goes through all checks of a save; somebody of that name who is there already stays who they are.
 */
export async function provisionUser(
  { hooks }: HttpDependencies,
  org: Org,
  provider: AuthProviderModel,
  claims: ProviderClaims,
): Promise<void> {
  const { provisioningProfile } = provider
  const profile = org.model.profiles.get(provisioningProfile?.toLowerCase() ?? '')
  const { email } = claims
  if (!profile || email === undefined || email.length > LONGEST_USERNAME) return
  const user = userOf(provider, { ...claims, email }, profile.id)
  const session = await sessionOf(org, provider)
  const request = { object: 'User', operation: 'insert', records: [user], allOrNone: true } as const
  const [result] = await write(session, request, hooks.port)
  if (result?.success) return
  const reasons = result?.errors.map(({ message }) => message).join(' ')
  emit('warning', { message: `The auth provider ${provider.name} could make no user: ${reasons}` })
}

/** In the setup trail the provider stands as who made the user. */
async function sessionOf(org: Org, { name }: AuthProviderModel): Promise<Session> {
  const { userId } = await ensureAdministrator(org, () => {
    throw new Error('Users are made only where there is an administrator.')
  })
  const principal = { userId, username: `auth provider ${name}`, profile: '', permissionSets: [] }
  return Object.freeze({ org, principal, access: fullAccess })
}

function userOf(
  { userAttribute: { claim, field } }: AuthProviderModel,
  claims: ProviderClaims & { readonly email: string },
  profileId: string,
) {
  const { email, subject, name, givenName, familyName } = claims
  const [local = email] = email.split('@')
  const identifier = claim === 'sub' ? subject : email
  return {
    Username: email,
    Email: email,
    LastName: (familyName ?? name ?? local).slice(0, LONGEST_NAME),
    ...(familyName !== undefined && givenName !== undefined && { FirstName: givenName.slice(0, 40) }),
    Alias: local.slice(0, 8),
    CommunityNickname: local.slice(0, 40),
    ProfileId: profileId,
    IsActive: true,
    ...(field === 'FederationIdentifier' && { FederationIdentifier: identifier }),
    // A name that the provider tells people by is the name that they log in with here.
    ...(claim === 'sub' && field === 'Username' && { Username: subject }),
  }
}
