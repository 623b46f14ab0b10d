import type { GroupSource } from '../../component-types.d.ts'
import type { MetadataType } from '../../metadata-type.ts'
import { compileGroups } from './compile.ts'
import schema from './schema.json' with { type: 'json' }

const groupType: MetadataType<GroupSource> = {
  name: 'group',
  metadataName: 'Group',
  path: 'groups/{name}.json',
  naming: 'developer',
  schema,
  after: ['role'],
  compile: compileGroups,
  checks: [
    { id: 'group.unknown-role', description: 'Roles that belong to a group are there.' },
    { id: 'group.unknown-group', description: 'Groups that belong to a group are there.' },
  ],
}

export default groupType
