/** Characters up to which looking at each is quicker than a call of JSON.stringify. */
const SHORT = 64

const SPACE = 0x20
const QUOTE = 0x22
const BACKSLASH = 0x5c

/** Stored text as JSON text; lists of records are mostly that. PostgreSQL gives no half surrogate pairs. */
export function quoteJson(text: string): string {
  if (text.length > SHORT) return JSON.stringify(text)
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    if (code < SPACE || code === QUOTE || code === BACKSLASH) return JSON.stringify(text)
  }
  return `"${text}"`
}
