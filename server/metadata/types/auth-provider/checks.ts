import type { Component, Finding } from '../../component.ts'
import type { AuthProviderSource } from '../../component-types.d.ts'
import type { Check } from '../../metadata-type.ts'
import type { ModelDraft } from '../../model-draft.ts'
import { type AuthProviderModel, authProvidersOf } from './compile.ts'

type ProviderComponent = Component<AuthProviderSource>
type Find = (component: ProviderComponent, model: AuthProviderModel, draft: ModelDraft) => Place | undefined
type Place = Pick<Finding, 'at' | 'message' | 'hint'>

/** Only the machine itself is reached without TLS. */
const LOOPBACK = /^(?:localhost|127\.0\.0\.1|\[::1\])$/

/** What whoever a provider vouches for may be given unseen. */
const HARMLESS: ReadonlySet<string> = new Set(['ApiEnabled', 'DataExport', 'ForceTwoFactor', 'RunReports'])

const AT_PROFILE = ['justInTimeProvisioning', 'profile']

export const authProviderChecks: readonly Check[] = [
  eachProvider(
    'auth-provider.issuer',
    'The issuer of an auth provider is an https address; http is for this machine only.',
    (_component, { issuer }) => {
      const problem = explainIssuer(issuer)
      return problem === undefined
        ? undefined
        : { at: ['idTokenIssuer'], message: `${problem}: "${issuer}".` }
    },
  ),
  eachProvider(
    'auth-provider.scopes',
    'An auth provider is asked for openid, and for email where e-mail addresses are needed.',
    ({ source }, { scopes, userAttribute, provisioningProfile }) => {
      const needsEmail = userAttribute.claim === 'email' || provisioningProfile !== undefined
      const missing = ['openid', ...(needsEmail ? ['email'] : [])].find(scope => !scopes.includes(scope))
      if (missing === undefined) return undefined
      return {
        at: source.defaultScopes === undefined ? [] : ['defaultScopes'],
        message: `The scope "${missing}" is missing.`,
      }
    },
  ),
  {
    id: 'auth-provider.unknown-field',
    description: 'The object User has the field that an auth provider names.',
  },
  eachProvider(
    'auth-provider.user-attribute',
    'An auth provider compares e-mail addresses with e-mail addresses.',
    (_component, { userAttribute: { claim, field } }) =>
      claim === 'sub' && field === 'Email'
        ? {
            at: ['userAttribute', 'claim'],
            message: 'What "sub" says is no e-mail address: take the claim "email".',
          }
        : undefined,
  ),
  {
    id: 'auth-provider.shared-identifier',
    description: 'A federation id is told by one issuer only.',
    find: findSharedIdentifiers,
  },
  { id: 'auth-provider.unknown-profile', description: 'The profile of users that are made is there.' },
  eachProvider(
    'auth-provider.mighty-profile',
    'The profile of users that are made has no power over others.',
    (_component, model, draft) => {
      const profile = draft.profiles.get(model.provisioningProfile?.toLowerCase() ?? '')
      const power = [...(profile?.permissions ?? [])].find(permission => !HARMLESS.has(permission))
      if (power === undefined) return undefined
      const message = `The profile ${profile?.name} gives the permission ${power}: whoever the provider vouches for would have it.`
      return { at: AT_PROFILE, message, hint: 'Give it to people by hand, with a permission set.' }
    },
  ),
  eachProvider(
    'auth-provider.external-profile',
    'Users that are made come from inside.',
    (_component, model, draft) => {
      const profile = draft.profiles.get(model.provisioningProfile?.toLowerCase() ?? '')
      if (!profile || profile.userType === 'Standard') return undefined
      const message = `Users of the profile ${profile.name} come from outside, each as a contact: they are made by hand.`
      return { at: AT_PROFILE, message }
    },
  ),
]

function eachProvider(id: string, description: string, find: Find): Check {
  return {
    id,
    description,
    *find(draft, components): Iterable<Finding> {
      for (const component of components as readonly ProviderComponent[]) {
        const model = authProvidersOf(draft).get(component.name.toLowerCase())
        const place = model && find(component, model, draft)
        if (place) yield { check: id, component, ...place }
      }
    },
  }
}

function explainIssuer(issuer: string): string | undefined {
  if (!URL.canParse(issuer)) return 'The issuer is no address such as https://login.example.com'
  const { protocol, hostname, username, password } = new URL(issuer)
  if (username !== '' || password !== '' || /[?#]/.test(issuer))
    return 'The issuer is an address without user, query and fragment'
  if (protocol === 'https:' || (protocol === 'http:' && LOOPBACK.test(hostname))) return undefined
  return 'The issuer is reached over https; over http only on this machine'
}

/** Each issuer gives its own people names, which may be those of other people elsewhere. */
function* findSharedIdentifiers(draft: ModelDraft, components: readonly Component[]): Iterable<Finding> {
  let first: AuthProviderModel | undefined
  const isIdentifier = ({ userAttribute, active }: AuthProviderModel): boolean =>
    active && userAttribute.field === 'FederationIdentifier'
  for (const component of components as readonly ProviderComponent[]) {
    const model = authProvidersOf(draft).get(component.name.toLowerCase())
    if (!model || !isIdentifier(model)) continue
    first ??= model
    if (model.issuer === first.issuer && model.userAttribute.claim === first.userAttribute.claim) continue
    yield {
      check: 'auth-provider.shared-identifier',
      component,
      at: component.source.userAttribute ? ['userAttribute', 'field'] : [],
      message: `${first.name} finds users by FederationIdentifier already: the ids of two providers may be those of different people.`,
      hint: 'Compare the claim "email" with Username or Email.',
    }
  }
}
