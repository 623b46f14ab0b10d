import { localInput, showInstant } from '../date-text.ts'
import type { Look } from '../look.ts'
import { textLook } from '../text-look.ts'

/** Controls hold minutes in the viewer's time zone. */
const dateTime: Look = {
  ...textLook,
  name: 'date-time',
  show: ({ value }, { viewer }) => ({ text: showInstant(String(value), viewer), instant: String(value) }),
  toInput: ({ value }, { viewer }) => [value === null ? '' : localInput(String(value), viewer.timeZone)],
}

export default dateTime
