import type { ObjectSource } from '../../component-types.d.ts'
import type { MetadataType } from '../../metadata-type.ts'
import { objectChecks } from './checks.ts'
import { compileObjects } from './compile.ts'
import schema from './schema.json' with { type: 'json' }

const objectType: MetadataType<ObjectSource> = {
  name: 'object',
  metadataName: 'CustomObject',
  path: 'objects/{object}/object.json',
  naming: 'custom',
  schema,
  after: ['package', 'value-set'],
  compile: compileObjects,
  checks: objectChecks,
}

export default objectType
