import type { FieldSource } from '../../component-types.d.ts'
import type { MetadataType } from '../../metadata-type.ts'
import { fieldChecks } from './checks.ts'
import { compileFields } from './compile.ts'
import { fieldSchema } from './field-schema.ts'

const fieldType: MetadataType<FieldSource> = {
  name: 'field',
  metadataName: 'CustomField',
  path: 'objects/{object}/fields/{name}.json',
  naming: 'custom',
  schema: fieldSchema,
  after: ['object', 'value-set'],
  compile: compileFields,
  checks: fieldChecks,
}

export default fieldType
