import type { Value } from '../../fields/field-type.ts'
import { choicesOf, labelOfValue } from '../choices.ts'
import type { Look } from '../look.ts'

const listOf = (value: Value): readonly string[] => (Array.isArray(value) ? (value as readonly string[]) : [])

const choices: Look = {
  name: 'choices',
  show: ({ value }, { field }) => ({
    text: listOf(value)
      .map(one => labelOfValue(field, one))
      .join('; '),
  }),
  toInput: ({ value }) => listOf(value),
  edit: (texts, context) => ({ choices: choicesOf(texts, context) }),
  fromInput: (texts, { field, viewer }) => field.fieldType.parse(texts.join(';'), field, viewer),
}

export default choices
