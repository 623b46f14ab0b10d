import { Ajv } from 'ajv'
import { AtelierError } from '../../kernel/errors.ts'
import { describeSchemaErrors } from '../../metadata/schema-problems.ts'
import type { ColumnMapping } from './import-options.ts'

const text = { type: 'string', minLength: 1, maxLength: 1000 }
const texts = { type: 'object', additionalProperties: { type: 'string' } }
const list = { type: 'array', items: text }

const column = {
  type: 'object',
  additionalProperties: false,
  required: ['column', 'field'],
  properties: {
    column: text,
    field: { type: ['string', 'null'] },
    lookup: { ...list, minItems: 1 },
    lookupObject: text,
    where: texts,
    alternative: text,
    prefix: {
      type: ['string', 'object'],
      additionalProperties: false,
      required: ['column', 'values'],
      properties: { column: text, values: texts },
    },
    case: { enum: ['upper', 'lower'] },
    values: texts,
  },
}

const joined = {
  type: 'object',
  additionalProperties: false,
  required: ['field', 'columns'],
  properties: { field: text, columns: { ...list, minItems: 1 }, separator: { type: 'string' } },
}

/** No workbook is wider. */
const MOST_COLUMNS = 16_384

/** What `FILE.map.json` may hold. */
export const MAPPING_SCHEMA = {
  type: 'object',
  additionalProperties: false,
  required: ['columns'],
  properties: {
    $schema: text,
    object: text,
    sheet: text,
    headerRow: { type: 'integer', minimum: 1 },
    columns: { type: 'array', items: column, maxItems: MOST_COLUMNS },
    joined: { type: 'array', items: joined },
    defaults: texts,
    key: list,
  },
}

type Validate = ReturnType<Ajv['compile']>
let validate: Validate | undefined

/**
 * A mapping from JSON. Throws with everything that is wrong with it, and where when the text of its file is given.
 */
export function readMapping(
  value: unknown,
  file?: { readonly path: string; readonly text: string },
): ColumnMapping {
  validate ??= new Ajv({ allErrors: true, verbose: true, allowUnionTypes: true, strictTypes: false }).compile(
    MAPPING_SCHEMA,
  )
  if (validate(value)) return value as ColumnMapping
  const text = file ?? { path: '', text: JSON.stringify(value) }
  const found = describeSchemaErrors(validate.errors ?? [], value, { name: 'mapping' }, text)
  const problems = file ? found : found.map(({ position: _, ...problem }) => problem)
  throw new AtelierError('INVALID_INPUT', 'The mapping cannot be used.', problems)
}
