import type { PermissionSetSource } from '../../component-types.d.ts'
import type { MetadataType } from '../../metadata-type.ts'
import { compilePermissions, permissionChecks } from '../profile/compile-permissions.ts'
import schema from './schema.json' with { type: 'json' }

const permissionSetType: MetadataType<PermissionSetSource> = {
  name: 'permission-set',
  metadataName: 'PermissionSet',
  path: 'permission-sets/{name}.json',
  naming: 'developer',
  schema,
  after: ['field', 'record-type', 'app', 'hook'],
  compile(components, draft) {
    for (const component of components) {
      draft.permissionSets.set(component.name.toLowerCase(), compilePermissions(component, draft))
    }
  },
  checks: permissionChecks('permission-set', schema.properties),
}

export default permissionSetType
