import type { Look } from '../look.ts'
import { textLook } from '../text-look.ts'

const phone: Look = {
  ...textLook,
  name: 'phone',
  show: ({ value }) => ({ text: String(value), dial: String(value).replace(/[^\d+*#]/g, '') }),
}

export default phone
