import { Ajv, type ValidateFunction } from 'ajv'
import type { Problem } from '../kernel/errors.ts'
import type { JsonSchema, MetadataType } from './metadata-type.ts'
import { describeSchemaErrors } from './schema-problems.ts'

const ajv = new Ajv({
  allErrors: true,
  strict: true,
  // Branches of a schema say `required` and `properties` apart from each other.
  strictRequired: false,
  verbose: true,
  // A start compiles all schemas once: made faster, they would be slower to make.
  validateSchema: false,
  code: { optimize: false },
  allowUnionTypes: true,
})
ajv.addVocabulary(['tsType'])

const validators = new Map<MetadataType, ValidateFunction>()

/** The schema as it is enforced and published: closed, with `$schema` allowed. */
export function publishedSchema(type: MetadataType): JsonSchema {
  const schema = type.schema as JsonSchema
  return {
    additionalProperties: false,
    ...schema,
    properties: {
      $schema: { type: 'string', description: 'Where an editor finds the schema of this file.' },
      ...(schema.properties as JsonSchema),
    },
  }
}

/** Every way in which the parsed file does not fit its type's schema, with line and column. */
export function validateSource(
  type: MetadataType,
  value: unknown,
  file: { readonly path: string; readonly text: string },
): readonly Problem[] {
  let validate = validators.get(type)
  if (!validate) {
    validate = ajv.compile(publishedSchema(type))
    validators.set(type, validate)
  }
  if (validate(value)) return []
  return describeSchemaErrors(validate.errors ?? [], value, type, file)
}
