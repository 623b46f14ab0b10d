import type { PackageSource } from '../../component-types.d.ts'
import type { MetadataType } from '../../metadata-type.ts'
import { packageChecks } from './checks.ts'
import { compilePackages } from './compile.ts'
import schema from './schema.json' with { type: 'json' }

const packageType: MetadataType<PackageSource> = {
  name: 'package',
  metadataName: 'InstalledPackage',
  path: 'package.json',
  naming: 'developer',
  schema,
  after: [],
  compile: compilePackages,
  checks: packageChecks,
}

export default packageType
