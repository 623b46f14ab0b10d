import type { ProfileSource } from '../../component-types.d.ts'
import type { MetadataType } from '../../metadata-type.ts'
import { compilePermissions, permissionChecks } from './compile-permissions.ts'
import schema from './schema.json' with { type: 'json' }

const profileType: MetadataType<ProfileSource> = {
  name: 'profile',
  metadataName: 'Profile',
  path: 'profiles/{name}.json',
  naming: 'free',
  schema,
  after: ['field', 'record-type', 'layout', 'app', 'hook'],
  compile(components, draft) {
    for (const component of components) {
      draft.profiles.set(component.name.toLowerCase(), compilePermissions(component, draft))
    }
  },
  checks: permissionChecks('profile', schema.properties),
}

export default profileType
