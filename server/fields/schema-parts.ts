/** A rule inside a field's file: JsonLogic or formula text. It is checked when it is compiled. */
export function ruleSchema(description: string): object {
  return { tsType: 'Rule', description: `${description} JsonLogic, or Salesforce formula text.` }
}

export const defaultValueSchema = ruleSchema('What a new record gets.')

export function lengthSchema(minimum: number, maximum: number, preset?: number): object {
  const description = 'Characters that fit.'
  return { type: 'integer', minimum, maximum, ...(preset !== undefined && { default: preset }), description }
}

export const visibleLinesSchema = {
  type: 'integer',
  minimum: 2,
  maximum: 50,
  default: 3,
  description: 'Height on forms, in lines.',
}

/** Conditions as the Metadata API writes them. */
export const filterItemsSchema = {
  type: 'array',
  items: {
    type: 'object',
    additionalProperties: false,
    required: ['field', 'operation'],
    properties: {
      field: { type: 'string' },
      operation: { type: 'string' },
      value: { type: 'string' },
      valueField: { type: 'string' },
    },
  },
}
