import type { RoleSource } from '../../component-types.d.ts'
import type { MetadataType } from '../../metadata-type.ts'
import { roleChecks } from './checks.ts'
import { compileRoles } from './compile.ts'
import schema from './schema.json' with { type: 'json' }

const roleType: MetadataType<RoleSource> = {
  name: 'role',
  metadataName: 'Role',
  path: 'roles/{name}.json',
  naming: 'developer',
  schema,
  after: [],
  compile: compileRoles,
  checks: roleChecks,
}

export default roleType
