/** HTML as it is drawn (`bytesOf`). Nothing that comes from data is made one without being escaped. */
export class Html {
  readonly text: string
  constructor(text: string) {
    this.text = text
  }
}

/** Templates have all values of attributes in quotation marks: a test holds it. */
const SIGNS: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#x27;',
}
const SIGN = /[&<>"']/
const SPECIAL = /[&<>"'\u0080-\uffff]/
const BEYOND_ASCII = /[\u0080-\uffff]/
const BY_CODE: readonly (string | undefined)[] = Array.from(
  { length: 128 },
  (_, code) => SIGNS[String.fromCharCode(code)],
)

/**
 * The text's bytes in UTF-8, a character each. Pages are drawn of them: engines keep such text in half the room, and it is
 * written out as it stands.
 */
export function bytesOf(text: string): string {
  return BEYOND_ASCII.test(text) ? Buffer.from(text).toString('latin1') : text
}

/** What those bytes say. */
export function textOf(bytes: string): string {
  return Buffer.from(bytes, 'latin1').toString()
}

/** Whatever a page shows, as it is drawn. */
export function escapeHtml(value: unknown): string {
  if (value instanceof Html) return value.text
  if (value === null || value === undefined) return ''
  const text = String(value)
  return SPECIAL.test(text) ? escapeSpecial(text) : text
}

/** Amounts with the sign of their currency, days, names of values: pages have the same ones again and again. */
const known = new Map<string, string>()
const MOST_KNOWN = 10_000
const SHORT = 40

function escapeSpecial(text: string): string {
  const before = text.length > SHORT ? undefined : known.get(text)
  if (before !== undefined) return before
  const escaped = bytesOf(SIGN.test(text) ? replaceSigns(text) : text)
  if (text.length > SHORT) return escaped
  if (known.size >= MOST_KNOWN) known.clear()
  known.set(text, escaped)
  return escaped
}

/** Sign by sign: several times as fast as a function that is called for each of them. */
function replaceSigns(text: string): string {
  let escaped = ''
  let from = 0
  for (let index = 0; index < text.length; index++) {
    const sign = BY_CODE[text.charCodeAt(index)]
    if (sign === undefined) continue
    escaped += text.slice(from, index) + sign
    from = index + 1
  }
  return escaped + text.slice(from)
}
