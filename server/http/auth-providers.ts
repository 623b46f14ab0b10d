import { type AuthProviderModel, authProvidersOf } from '../metadata/types/auth-provider/compile.ts'
import type { Org } from '../org/session.ts'

/** In the order of their labels, for login pages. */
export function activeProviders(org: Org): readonly AuthProviderModel[] {
  return [...authProvidersOf(org.model).values()]
    .filter(({ active }) => active)
    .sort((a, b) => (a.label < b.label ? -1 : 1))
}

export function activeProvider(org: Org, name: string | undefined): AuthProviderModel | undefined {
  const provider = authProvidersOf(org.model).get(name?.toLowerCase() ?? '')
  return provider?.active ? provider : undefined
}

/** Where a login with the provider begins. */
export function startAddress({ name }: AuthProviderModel, query: Readonly<Record<string, string>>): string {
  return `/services/auth/sso/${name}?${new URLSearchParams(query)}`
}
