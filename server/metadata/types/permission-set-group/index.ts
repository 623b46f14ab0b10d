import type { PermissionSetGroupSource } from '../../component-types.d.ts'
import type { MetadataType } from '../../metadata-type.ts'
import { findUselessMuting } from './check-muting.ts'
import { compilePermissionSetGroups } from './compile.ts'
import schema from './schema.json' with { type: 'json' }

const permissionSetGroupType: MetadataType<PermissionSetGroupSource> = {
  name: 'permission-set-group',
  metadataName: 'PermissionSetGroup',
  path: 'permission-set-groups/{name}.json',
  naming: 'developer',
  schema,
  after: ['permission-set', 'muting-permission-set'],
  compile: compilePermissionSetGroups,
  checks: [
    {
      id: 'permission-set-group.unknown-permission-set',
      description: 'Permission sets of a group are there.',
    },
    {
      id: 'permission-set-group.unknown-muting-permission-set',
      description: 'Muting permission sets of a group are there.',
    },
    {
      id: 'permission-set-group.wrong-list',
      description: 'A group gives what permission sets grant, and mutes with muting permission sets alone.',
    },
    { id: 'permission-set-group.duplicate', description: 'A group names a permission set once.' },
    {
      id: 'permission-set-group.contradiction',
      description: 'A group mutes no right that another one of its rights gives all the same.',
      find: findUselessMuting,
    },
  ],
}

export default permissionSetGroupType
