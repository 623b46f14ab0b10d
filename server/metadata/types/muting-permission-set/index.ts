import type { MutingPermissionSetSource } from '../../component-types.d.ts'
import type { MetadataType } from '../../metadata-type.ts'
import { permissionChecks } from '../profile/compile-permissions.ts'
import { compileMutingSets } from './compile.ts'
import schema from './schema.json' with { type: 'json' }

const mutingPermissionSetType: MetadataType<MutingPermissionSetSource> = {
  name: 'muting-permission-set',
  metadataName: 'MutingPermissionSet',
  path: 'muting-permission-sets/{name}.json',
  naming: 'developer',
  schema,
  after: ['field', 'record-type', 'app', 'hook'],
  compile: compileMutingSets,
  checks: [
    ...permissionChecks('muting-permission-set', schema.properties),
    { id: 'muting-permission-set.demand', description: 'What is demanded of users is never muted.' },
  ],
}

export default mutingPermissionSetType
