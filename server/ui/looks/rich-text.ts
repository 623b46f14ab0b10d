import { cleanHtml } from '../../fields/html-markup.ts'
import type { Look } from '../look.ts'
import textArea from './text-area.ts'

/** Styles in the markup are for mails; pages allow none (and say so in the browser's console). */
const STYLES = /\sstyle="[^"]*"/gi
/** Pages ask nobody else for anything: a picture is shown when the text itself holds it. */
const FAR_PICTURES = /<img(?![^>]*\ssrc="data:image\/)[^>]*>/gi

const richText: Look = {
  ...textArea,
  name: 'rich-text',
  show: ({ value }) => ({ markup: cleanHtml(String(value)).replace(STYLES, '').replace(FAR_PICTURES, '') }),
}

export default richText
