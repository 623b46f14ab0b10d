import type { ValidationRuleSource } from '../../component-types.d.ts'
import type { MetadataType } from '../../metadata-type.ts'
import { compileValidationRules } from './compile.ts'
import schema from './schema.json' with { type: 'json' }

const validationRuleType: MetadataType<ValidationRuleSource> = {
  name: 'validation-rule',
  metadataName: 'ValidationRule',
  path: 'objects/{object}/validation-rules/{name}.json',
  naming: 'developer',
  schema,
  after: ['field'],
  compile: compileValidationRules,
  checks: [
    {
      id: 'validation-rule.unknown-field',
      description: 'The field that a message stands at is one of the object.',
    },
  ],
}

export default validationRuleType
