import type { PathAssistantSource } from '../../component-types.d.ts'
import type { MetadataType } from '../../metadata-type.ts'
import { pathAssistantChecks } from './checks.ts'
import { compilePathAssistants } from './compile.ts'
import schema from './schema.json' with { type: 'json' }

const pathAssistantType: MetadataType<PathAssistantSource> = {
  name: 'path-assistant',
  metadataName: 'PathAssistant',
  path: 'path-assistants/{name}.json',
  naming: 'developer',
  schema,
  after: ['field', 'record-type'],
  compile: compilePathAssistants,
  checks: pathAssistantChecks,
}

export default pathAssistantType
