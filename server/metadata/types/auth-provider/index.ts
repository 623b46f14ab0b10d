import type { AuthProviderSource } from '../../component-types.d.ts'
import type { MetadataType } from '../../metadata-type.ts'
import { authProviderChecks } from './checks.ts'
import { compileAuthProviders } from './compile.ts'
import schema from './schema.json' with { type: 'json' }

const authProviderType: MetadataType<AuthProviderSource> = {
  name: 'auth-provider',
  metadataName: 'AuthProvider',
  path: 'auth-providers/{name}.json',
  naming: 'developer',
  schema,
  after: ['field', 'profile'],
  compile: compileAuthProviders,
  checks: authProviderChecks,
}

export default authProviderType
