import { choicesOf, labelOfValue } from '../choices.ts'
import type { Look } from '../look.ts'
import { textLook } from '../text-look.ts'

const choice: Look = {
  ...textLook,
  name: 'choice',
  show: ({ value }, { field }) => ({ text: labelOfValue(field, String(value)) }),
  edit: ([chosen = ''], context) => ({ choices: choicesOf([chosen], context), isBlank: chosen === '' }),
}

export default choice
