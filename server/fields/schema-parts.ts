/** A rule inside a field's file: JsonLogic or formula text. It is checked when it is compiled. */
export function ruleSchema(description: string): object {
  return { tsType: 'Rule', description: `${description} JsonLogic, or Salesforce formula text.` }
}

export const defaultValueSchema = ruleSchema('What a new record gets.')

export function lengthSchema(minimum: number, maximum: number, preset?: number): object {
  const description = 'Characters that fit.'
  return { type: 'integer', minimum, maximum, ...(preset !== undefined && { default: preset }), description }
}

type Reasons = Readonly<Record<string, string>>

/** Of texts that are no keys: keys of all fields that the type does not take, with what a file is told that sets one. */
export const NO_KEY: Reasons = Object.freeze({
  externalId: 'An external id is of type Text, Number, Email or AutoNumber.',
})

/** Of what is no text. */
export const NO_CASE: Reasons = Object.freeze({ caseSensitive: 'Only texts are compared by case.' })

/** Of what is neither text nor key. */
export const PLAIN: Reasons = Object.freeze({ ...NO_CASE, ...NO_KEY })

/** Of what can be neither searched by its whole value nor be one of a kind. */
export const NOT_COMPARED: Reasons = Object.freeze({
  ...PLAIN,
  unique: 'Long texts, rich texts and lists cannot be unique.',
})

/** Of what the engine computes for every record. */
export const COMPUTED: Reasons = Object.freeze({
  ...PLAIN,
  required: 'A value that is computed is never asked for.',
  unique: 'A value that is computed cannot be unique.',
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
