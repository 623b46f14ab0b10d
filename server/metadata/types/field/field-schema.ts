import type { FieldType } from '../../../fields/field-type.ts'
import { fieldTypes } from '../../../fields/registry.ts'
import type { JsonSchema } from '../../metadata-type.ts'
import common from './schema.json' with { type: 'json' }

/** Named in each branch, and described once for all. */
const COMMON_KEYS = Object.fromEntries(['$schema', ...Object.keys(common.properties)].map(key => [key, true]))

/**
 * The schema of field files: the common keys, and for each type its own. The key `formula` makes a field a formula
 * whose `type` is what it returns.
 */
export function composeFieldSchema(types: readonly FieldType[]): JsonSchema {
  const formula = types.find(type => type.schema.required?.includes('formula'))
  const stored = types.filter(type => type !== formula)
  const names = stored.map(type => type.name)
  const plain = { allOf: stored.map(whenOf) }
  const properties = { ...common.properties, type: { ...common.properties.type, enum: names } }
  const root = { ...common, properties, additionalProperties: true }
  if (!formula) return { ...root, ...plain }
  return { ...root, if: { required: ['formula'] }, then: formulaBranch(formula, stored), else: plain }
}

/** The keys of all types in one flat schema: what TypeScript sees. */
export function flatFieldSchema(types: readonly FieldType[]): JsonSchema {
  const own = Object.assign({}, ...types.map(type => type.schema.properties)) as Record<string, object>
  return { ...common, properties: { ...own, ...common.properties } }
}

/** Editors complete and explain `if` better than the alternatives of `oneOf`. */
function whenOf(type: FieldType): JsonSchema {
  return {
    if: { required: ['type'], properties: { type: { const: type.name } } },
    then: branchOf(type),
  }
}

function branchOf(type: FieldType): JsonSchema {
  return {
    title: type.name,
    required: ['type', ...(type.schema.required ?? [])],
    additionalProperties: false,
    properties: {
      ...COMMON_KEYS,
      ...neverSchemas(type),
      ...type.schema.properties,
      type: { const: type.name },
    },
  }
}

/** Files that were converted from XML say `false` for every key. */
function neverSchemas({ schema }: FieldType): JsonSchema {
  const reasons = Object.entries(schema.never ?? {})
  return Object.fromEntries(reasons.map(([key, reason]) => [key, { const: false, description: reason }]))
}

/** A formula takes the keys of the type that it returns for its form: precision, scale, length. */
function formulaBranch(formula: FieldType, stored: readonly FieldType[]): JsonSchema {
  const shapes = stored.map(({ schema }) => schema.properties)
  const shapeOf = (key: string) => shapes.find(properties => key in properties)?.[key]
  const keys = ['precision', 'scale', 'length'].map(key => [key, shapeOf(key)] as const)
  const form = Object.fromEntries(keys.filter(([, shape]) => shape))
  return {
    title: 'Formula',
    required: ['formula'],
    additionalProperties: false,
    properties: {
      ...COMMON_KEYS,
      ...neverSchemas(formula),
      ...form,
      ...formula.schema.properties,
      type: { enum: stored.map(type => type.name) },
    },
  }
}

export const fieldSchema: JsonSchema = composeFieldSchema([...fieldTypes.values()])
