import { readAmountText } from '../amount-input.ts'
import type { Look } from '../look.ts'
import { showAmount } from '../number-text.ts'
import amount from './amount.ts'

const percent: Look = {
  ...amount,
  name: 'percent',
  show: ({ value }, { field, viewer }) => ({ text: `${showAmount(String(value), field, viewer.locale)}%` }),
  fromInput: ([text = ''], { field, viewer }) =>
    field.fieldType.parse(readAmountText(text.replace(/\s*%\s*$/, ''), viewer.locale), field, viewer),
}

export default percent
