import { cleanHtml } from '../../fields/html-markup.ts'
import type { Look } from '../look.ts'
import textArea from './text-area.ts'

/** Styles in the markup are for mails; pages allow none (and say so in the browser's console). */
const STYLES = /\sstyle="[^"]*"/gi

const richText: Look = {
  ...textArea,
  name: 'rich-text',
  show: ({ value }) => ({ markup: cleanHtml(String(value)).replace(STYLES, '') }),
}

export default richText
