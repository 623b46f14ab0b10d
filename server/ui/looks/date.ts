import { showDay } from '../date-text.ts'
import type { Look } from '../look.ts'
import { textLook } from '../text-look.ts'

/** Browsers send days as ISO dates whatever they show. */
const date: Look = {
  ...textLook,
  name: 'date',
  show: ({ value }, { viewer }) => ({ text: showDay(String(value), viewer.locale), instant: String(value) }),
}

export default date
