import type { Look } from '../look.ts'
import { textLook } from '../text-look.ts'

const MINUTES = 5

const time: Look = {
  ...textLook,
  name: 'time',
  show: ({ value }) => ({ text: String(value).slice(0, MINUTES) }),
  toInput: ({ value }) => [value === null ? '' : String(value).slice(0, MINUTES)],
  fromInput: ([text = ''], { field, viewer }) =>
    field.fieldType.parse(/^\d\d:\d\d$/.test(text) ? `${text}:00.000` : text, field, viewer),
}

export default time
