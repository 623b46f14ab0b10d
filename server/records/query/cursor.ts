import { malformedQuery } from './malformed-query.ts'
import { END, PUNCTUATION, type Tokens, WORD } from './tokens.ts'

/** Nesting of parentheses, functions and subqueries that a query may have. */
const MAX_DEPTH = 60

/** The object's own alias stands for nothing, a parent's for its path with a dot behind it. */
export type Aliases = ReadonlyMap<string, string>

export const NO_ALIASES: Aliases = new Map()

/** Where the parser stands. */
export interface Cursor {
  readonly tokens: Tokens
  index: number
  depth: number
  /** What the aliases of FROM stand for in paths of the query that is being read, by alias in lower case. */
  aliases: Aliases
}

export function openCursor(tokens: Tokens): Cursor {
  return { tokens, index: 0, depth: 0, aliases: NO_ALIASES }
}

export function kindAt(cursor: Cursor, ahead = 0): number {
  return cursor.tokens.kinds[cursor.index + ahead] ?? END
}

export function textAt(cursor: Cursor, ahead = 0): string {
  const { text, starts, ends } = cursor.tokens
  return text.slice(starts[cursor.index + ahead], ends[cursor.index + ahead])
}

/** True when the token is the keyword (given in upper case), in whatever case it is written. */
export function isKeyword(cursor: Cursor, keyword: string, ahead = 0): boolean {
  const { tokens, index } = cursor
  const at = index + ahead
  const start = tokens.starts[at] as number
  if (tokens.kinds[at] !== WORD || (tokens.ends[at] as number) - start !== keyword.length) return false
  for (let i = 0; i < keyword.length; i++) {
    if ((tokens.text.charCodeAt(start + i) & 0xdf) !== (keyword.charCodeAt(i) & 0xdf)) return false
  }
  return true
}

export function isSign(cursor: Cursor, sign: string, ahead = 0): boolean {
  const { tokens, index } = cursor
  const at = index + ahead
  const start = tokens.starts[at] as number
  return (
    tokens.kinds[at] === PUNCTUATION &&
    (tokens.ends[at] as number) - start === sign.length &&
    tokens.text.startsWith(sign, start)
  )
}

export function acceptKeyword(cursor: Cursor, keyword: string): boolean {
  if (!isKeyword(cursor, keyword)) return false
  cursor.index++
  return true
}

export function acceptSign(cursor: Cursor, sign: string): boolean {
  if (!isSign(cursor, sign)) return false
  cursor.index++
  return true
}

export function expectKeyword(cursor: Cursor, keyword: string): void {
  if (!acceptKeyword(cursor, keyword)) throw unexpectedToken(cursor, keyword)
}

export function expectSign(cursor: Cursor, sign: string): void {
  if (!acceptSign(cursor, sign)) throw unexpectedToken(cursor, `'${sign}'`)
}

/** A word of any kind: a name or a path. `what` says what was expected when there is none. */
export function expectWord(cursor: Cursor, what: string): string {
  if (kindAt(cursor) !== WORD) throw unexpectedToken(cursor, what)
  const word = textAt(cursor)
  cursor.index++
  return word
}

export function unexpectedToken(cursor: Cursor, expected?: string, ahead = 0): Error {
  const { text, starts, kinds } = cursor.tokens
  const at = cursor.index + ahead
  const token = kinds[at] === END ? '<EOF>' : textAt(cursor, ahead)
  const reason = `unexpected token: '${token.slice(0, 80)}'`
  return malformedQuery(text, starts[at] as number, expected ? `${reason}, expected ${expected}` : reason)
}

/** Runs `read` one level deeper; refuses queries that are nested too deeply. */
export function nested<Result>(cursor: Cursor, read: (cursor: Cursor) => Result): Result {
  if (cursor.depth >= MAX_DEPTH) {
    const offset = cursor.tokens.starts[cursor.index] as number
    throw malformedQuery(cursor.tokens.text, offset, `the query is nested more than ${MAX_DEPTH} levels deep`)
  }
  cursor.depth++
  const result = read(cursor)
  cursor.depth--
  return result
}
