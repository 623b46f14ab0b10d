import type { ValueSetSource } from '../../component-types.d.ts'
import type { MetadataType } from '../../metadata-type.ts'
import { valueSetChecks } from './checks.ts'
import { compileValueSets } from './compile.ts'
import schema from './schema.json' with { type: 'json' }

const valueSetType: MetadataType<ValueSetSource> = {
  name: 'value-set',
  metadataName: 'GlobalValueSet',
  path: 'value-sets/{name}.json',
  naming: 'developer',
  schema,
  replaceable: true,
  after: ['package'],
  compile: compileValueSets,
  checks: valueSetChecks,
}

export default valueSetType
