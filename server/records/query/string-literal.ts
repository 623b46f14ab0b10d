import { malformedQuery } from './malformed-query.ts'
import type { Literal } from './query.ts'

const ESCAPES: Readonly<Record<string, string>> = {
  n: '\n',
  N: '\n',
  r: '\r',
  R: '\r',
  t: '\t',
  T: '\t',
  b: '\b',
  B: '\b',
  f: '\f',
  F: '\f',
  '"': '"',
  "'": "'",
  '\\': '\\',
}

/** What the escapes stand for in a plain string, and in one that is a LIKE pattern. */
interface Unescaped {
  text: string
  pattern: string
}

/** The literal of a quoted string that begins and ends at the offsets. Throws for escapes that SOQL does not have. */
export function readStringLiteral(query: string, start: number, end: number): Literal {
  const inner = query.slice(start + 1, end - 1)
  if (!inner.includes('\\')) return { type: 'string', text: inner }
  const result: Unescaped = { text: '', pattern: '' }
  let from = 0
  for (let at = inner.indexOf('\\'); at >= 0; at = inner.indexOf('\\', from)) {
    append(result, inner.slice(from, at))
    from = at + readEscape(query, start + 1 + at, result)
  }
  append(result, inner.slice(from))
  const { text, pattern } = result
  return pattern === text ? { type: 'string', text } : { type: 'string', text, pattern }
}

/** Reads the escape at the offset and answers its length. */
function readEscape(query: string, offset: number, result: Unescaped): number {
  const letter = query[offset + 1] as string
  if (letter === '%' || letter === '_') {
    result.text += letter
    result.pattern += `\\${letter}`
    return 2
  }
  if (letter === '\\') {
    result.text += '\\'
    result.pattern += '\\\\'
    return 2
  }
  const plain = ESCAPES[letter]
  if (plain !== undefined) {
    append(result, plain)
    return 2
  }
  const code = /^[uU]([0-9a-fA-F]{4})/.exec(query.slice(offset + 1, offset + 6))?.[1]
  if (code === undefined) throw malformedQuery(query, offset, `invalid escape sequence: '\\${letter}'`)
  append(result, String.fromCharCode(Number.parseInt(code, 16)))
  return 6
}

function append(result: Unescaped, text: string): void {
  result.text += text
  result.pattern += text
}
