import type { Look } from '../look.ts'
import { textLook } from '../text-look.ts'

const ROWS = 3

const textArea: Look = {
  ...textLook,
  name: 'text-area',
  isWide: true,
  edit: ([text = ''], { field }) => ({
    text,
    rows: field.visibleLines ?? ROWS,
    length: field.length ?? null,
  }),
  // Browsers send line ends as CRLF.
  fromInput: ([text = ''], { field, viewer }) =>
    field.fieldType.parse(text.replaceAll('\r\n', '\n'), field, viewer),
}

export default textArea
