import { readAmountText } from '../amount-input.ts'
import type { Look } from '../look.ts'
import { showAmount, showMoney } from '../number-text.ts'
import { textLook } from '../text-look.ts'

const amount: Look = {
  ...textLook,
  name: 'amount',
  isNumeric: true,
  show: ({ value, currency }, { field, viewer: { locale } }) => ({
    text: currency
      ? showMoney(String(value), currency, field, locale)
      : showAmount(String(value), field, locale),
  }),
  toInput: ({ value }, { field, viewer }) => [
    value === null ? '' : showAmount(String(value), field, viewer.locale, false),
  ],
  edit: ([text = '']) => ({ text }),
  fromInput: ([text = ''], { field, viewer }) =>
    field.fieldType.parse(readAmountText(text, viewer.locale), field, viewer),
}

export default amount
