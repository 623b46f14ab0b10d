import { compileReference } from '../../compile-path.ts'
import type { Component } from '../../component.ts'
import type { AuthProviderSource, AuthProviderUserAttributeSource } from '../../component-types.d.ts'
import type { ModelDraft } from '../../model-draft.ts'
import { suggest } from '../../nearest-word.ts'
import type { OrgModel } from '../../org-model.ts'

/** What the type puts into the model's part `auth-provider`. */
export interface AuthProviderModel {
  readonly name: string
  readonly label: string
  readonly issuer: string
  /** The client id. */
  readonly consumerKey: string
  readonly scopes: readonly string[]
  readonly sendsSecretInHeader: boolean
  readonly userAttribute: AuthProviderUserAttributeSource
  /** Name of the profile of users that are made when they log in; undefined: none are. */
  readonly provisioningProfile?: string
  readonly active: boolean
}

type ProviderComponent = Component<AuthProviderSource>

const USUAL_SCOPES = 'openid email profile'
const USUAL_ATTRIBUTE = { claim: 'sub', field: 'FederationIdentifier' } as const

export function authProvidersOf(model: Pick<OrgModel, 'parts'>): ReadonlyMap<string, AuthProviderModel> {
  return (model.parts.get('auth-provider') ?? new Map()) as ReadonlyMap<string, AuthProviderModel>
}

export function compileAuthProviders(components: readonly ProviderComponent[], draft: ModelDraft): void {
  for (const component of components) {
    const { source, name } = component
    const profile = compileProfile(component, draft)
    const model: AuthProviderModel = {
      name,
      label: source.friendlyName,
      issuer: source.idTokenIssuer,
      consumerKey: source.consumerKey,
      scopes: (source.defaultScopes ?? USUAL_SCOPES).split(/\s+/).filter(scope => scope !== ''),
      sendsSecretInHeader: source.sendClientCredentialsInHeader === true,
      userAttribute: compileAttribute(component, draft),
      ...(profile !== undefined && { provisioningProfile: profile }),
      active: source.active !== false,
    }
    draft.part('auth-provider').set(name.toLowerCase(), model)
  }
}

function compileAttribute(component: ProviderComponent, draft: ModelDraft): AuthProviderUserAttributeSource {
  const { userAttribute = USUAL_ATTRIBUTE } = component.source
  const user = draft.objects.get('user')
  compileReference(draft, component, {
    type: 'field',
    name: `User.${userAttribute.field}`,
    at: component.source.userAttribute ? ['userAttribute', 'field'] : [],
    check: 'auth-provider.unknown-field',
    known: () =>
      user?.fields.has(userAttribute.field.toLowerCase()) ? `User.${userAttribute.field}` : undefined,
  })
  return userAttribute
}

function compileProfile(component: ProviderComponent, draft: ModelDraft): string | undefined {
  const name = component.source.justInTimeProvisioning?.profile
  if (name === undefined) return undefined
  const profiles = [...draft.profiles.values()].map(profile => profile.name)
  return compileReference(draft, component, {
    type: 'profile',
    name,
    at: ['justInTimeProvisioning', 'profile'],
    check: 'auth-provider.unknown-profile',
    known: lower => draft.profiles.get(lower)?.name,
    hint: suggest(name, profiles),
  })
}
