/** A rule inside a field's file: JsonLogic or formula text. It is checked when it is compiled. */
export function ruleSchema(description: string): object {
  return { tsType: 'Rule', description: `${description} JsonLogic, or Salesforce formula text.` }
}

export const defaultValueSchema = ruleSchema('What a new record gets.')

export function lengthSchema(minimum: number, maximum: number, preset?: number): object {
  const description = 'Characters that fit.'
  return { type: 'integer', minimum, maximum, ...(preset !== undefined && { default: preset }), description }
}

/** Keys of all fields that a type does not take, with what a file is told that sets one. */
export function neverKeys(reasons: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.freeze({ caseSensitive: 'Only texts are compared by case.', ...reasons })
}

/** What can be neither searched by its whole value nor be one of a kind. */
export const NOT_COMPARED = neverKeys({
  unique: 'Long texts, rich texts and lists cannot be unique.',
  externalId: 'Long texts, rich texts and lists cannot be external ids.',
})

/** What the engine computes for every record. */
export const COMPUTED = neverKeys({
  required: 'A value that is computed is never asked for.',
  unique: 'A value that is computed cannot be unique.',
  externalId: 'A value that is computed cannot be an external id.',
})

export const visibleLinesSchema = {
  type: 'integer',
  minimum: 2,
  maximum: 50,
  default: 3,
  description: 'Height on forms, in lines.',
}

/** Operations of filter items, as the Metadata API names them. */
export const FILTER_OPERATIONS = [
  'equals',
  'notEqual',
  'lessThan',
  'greaterThan',
  'lessOrEqual',
  'greaterOrEqual',
  'contains',
  'notContain',
  'startsWith',
  'includes',
  'excludes',
] as const

/** Conditions as the Metadata API writes them. */
export const filterItemsSchema = {
  type: 'array',
  items: {
    type: 'object',
    additionalProperties: false,
    required: ['field', 'operation'],
    properties: {
      field: { type: 'string' },
      operation: { enum: FILTER_OPERATIONS },
      value: { type: 'string' },
      valueField: { type: 'string' },
    },
  },
}
