import type { RecordTypeSource } from '../../component-types.d.ts'
import type { MetadataType } from '../../metadata-type.ts'
import { recordTypeChecks } from './checks.ts'
import { compileRecordTypes } from './compile.ts'
import schema from './schema.json' with { type: 'json' }

const recordTypeType: MetadataType<RecordTypeSource> = {
  name: 'record-type',
  metadataName: 'RecordType',
  path: 'objects/{object}/record-types/{name}.json',
  naming: 'developer',
  schema,
  after: ['field'],
  compile: compileRecordTypes,
  checks: recordTypeChecks,
}

export default recordTypeType
