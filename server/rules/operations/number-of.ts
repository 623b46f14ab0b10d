import type { Sql } from 'sql-template-tag'
import sql from 'sql-template-tag'
import { ExactDecimal, SCALE } from '../decimal.ts'
import type { Node, Operation } from '../operation.ts'
import { castWithForm, hasForm, NUMBER_FORM } from '../text-forms.ts'

/** The number that the text says, blank when it says none: at most 18 digits before and after the point. */
const value: Operation = {
  name: 'value',
  arity: [1, 1],
  signatures: [
    { parameters: ['text'], result: 'number' },
    { parameters: ['number'], result: 'number', becomes: args => args[0] as Node },
  ],
  bounds: () => ({ digits: 18, scale: SCALE }),
  evaluate: (text: string | null) =>
    text !== null && hasForm(text, NUMBER_FORM) ? new ExactDecimal(text) : null,
  sql: call =>
    call.once([0], text => castWithForm(text as Sql, NUMBER_FORM, digits => sql`${digits}::numeric`)),
}

const isNumber: Operation = {
  name: 'isNumber',
  arity: [1, 1],
  signatures: [{ parameters: ['text'], result: 'boolean' }],
  neverBlank: true,
  evaluate: (text: string | null) => text !== null && hasForm(text, NUMBER_FORM),
  sql: call => call.decided(castWithForm(call.argument(0), NUMBER_FORM, () => sql`TRUE`)),
}

export const numberOperations: readonly Operation[] = [value, isNumber]
