import type { Look } from '../look.ts'
import { textLook } from '../text-look.ts'

/** What a browser opens without running anything; an address without a scheme is one of the web. */
function safeAddress(text: string): string {
  const address = /^[a-z][a-z\d+.-]*:/i.test(text) ? text : `https://${text}`
  return /^(?:https?|ftp):/i.test(address) ? address : ''
}

const link: Look = {
  ...textLook,
  name: 'link',
  show: ({ value }) => ({ text: String(value), address: safeAddress(String(value)) }),
}

export default link
