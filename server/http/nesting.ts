const QUOTE = 0x22
const BACKSLASH = 0x5c
/** `[` and `{`, `]` and `}` differ by this one bit. */
const CASE_BIT = 0x20
const OPENS = 0x7b
const CLOSES = 0x7d

/** Does the JSON text nest lists and objects deeper than that? Told before anything is built from it. */
export function nestsDeeper(text: string, levels: number): boolean {
  let level = 0
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === QUOTE) at = endOfString(text, at)
    else if ((code | CASE_BIT) === OPENS) {
      if (++level > levels) return true
    } else if ((code | CASE_BIT) === CLOSES) level--
  }
  return false
}

function endOfString(text: string, start: number): number {
  let end = start
  do {
    end = text.indexOf('"', end + 1)
    if (end < 0) return text.length
  } while (isEscaped(text, end))
  return end
}

function isEscaped(text: string, at: number): boolean {
  let backslashes = 0
  while (text.charCodeAt(at - 1 - backslashes) === BACKSLASH) backslashes++
  return backslashes % 2 === 1
}
