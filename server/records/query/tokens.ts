import { malformedQuery } from './malformed-query.ts'

export const MAX_QUERY_LENGTH = 100_000

/** Kinds of tokens. From STRING on they are literals, whose values are no part of a query's shape. */
export const WORD = 1
export const PUNCTUATION = 2
export const END = 3
export const STRING = 4
export const NUMBER = 5
export const DATE = 6
export const DATETIME = 7
export const TIME = 8
/** `LAST_N_DAYS:30`; those without a number are words. */
export const DATE_RANGE = 9

/** A query cut into tokens; the arrays run in step, and the last token is END. */
export interface Tokens {
  readonly text: string
  readonly kinds: readonly number[]
  readonly starts: readonly number[]
  readonly ends: readonly number[]
}

interface Output {
  readonly text: string
  readonly kinds: number[]
  readonly starts: number[]
  readonly ends: number[]
}

const [OTHER, SPACE, LETTER, DIGIT, SIGN, DOT, QUOTE, SINGLE, COMPARISON] = [0, 1, 2, 3, 4, 5, 6, 7, 8]

const CLASSES = new Uint8Array(128)
for (const character of ' \t\n\r\f') CLASSES[character.charCodeAt(0)] = SPACE
for (let code = 65; code <= 90; code++) CLASSES[code] = CLASSES[code + 32] = LETTER
for (let code = 48; code <= 57; code++) CLASSES[code] = DIGIT
CLASSES['_'.charCodeAt(0)] = LETTER
CLASSES['+'.charCodeAt(0)] = CLASSES['-'.charCodeAt(0)] = SIGN
CLASSES['.'.charCodeAt(0)] = DOT
CLASSES["'".charCodeAt(0)] = QUOTE
for (const character of '(),:') CLASSES[character.charCodeAt(0)] = SINGLE
for (const character of '<>=!') CLASSES[character.charCodeAt(0)] = COMPARISON

const NUMERIC =
  /(\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?)?)|(\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?Z?)|[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?/y
const COMPARISON_SIGN = /<=|>=|<>|!=|[<>=]/y
const RANGE_NUMBER = /:\d{1,9}(?![\w.])/y

/** Cuts SOQL text into tokens. Throws MALFORMED_QUERY for what cannot begin one, and for texts over 100,000 characters. */
export function tokenize(text: string): Tokens {
  if (text.length > MAX_QUERY_LENGTH) {
    throw malformedQuery(text, MAX_QUERY_LENGTH, `the query is longer than ${MAX_QUERY_LENGTH} characters`)
  }
  const output: Output = { text, kinds: [], starts: [], ends: [] }
  let offset = 0
  while (offset < text.length) {
    const kind = classOf(text, offset)
    offset = kind === SPACE ? offset + 1 : readToken(output, offset, kind)
  }
  push(output, END, offset, offset)
  return output
}

function readToken(output: Output, offset: number, characterClass: number): number {
  if (characterClass === LETTER) return readWord(output, offset)
  if (characterClass === SINGLE) return push(output, PUNCTUATION, offset, offset + 1)
  if (characterClass === COMPARISON) return readComparison(output, offset)
  if (characterClass === QUOTE) return readString(output, offset)
  if (characterClass >= DIGIT && characterClass <= DOT) return readNumeric(output, offset)
  throw unexpected(output.text, offset)
}

function classOf(text: string, offset: number): number {
  return CLASSES[text.charCodeAt(offset)] ?? OTHER
}

/** A name, a keyword or a path with dots. */
function readWord(output: Output, start: number): number {
  const { text } = output
  let end = start + 1
  for (;;) {
    const kind = classOf(text, end)
    const isDot = kind === DOT && classOf(text, end + 1) >= LETTER && classOf(text, end + 1) <= DIGIT
    if (kind !== LETTER && kind !== DIGIT && !isDot) break
    end++
  }
  if (text.charCodeAt(end) !== 58) return push(output, WORD, start, end)
  RANGE_NUMBER.lastIndex = end
  return RANGE_NUMBER.test(text)
    ? push(output, DATE_RANGE, start, RANGE_NUMBER.lastIndex)
    : push(output, WORD, start, end)
}

function readComparison(output: Output, start: number): number {
  COMPARISON_SIGN.lastIndex = start
  if (!COMPARISON_SIGN.test(output.text)) throw unexpected(output.text, start)
  return push(output, PUNCTUATION, start, COMPARISON_SIGN.lastIndex)
}

function readString(output: Output, start: number): number {
  const { text } = output
  for (let end = start + 1; end < text.length; end++) {
    const code = text.charCodeAt(end)
    if (code === 39) return push(output, STRING, start, end + 1)
    if (code === 92) end++
  }
  throw malformedQuery(
    text,
    start,
    "unexpected token: '<EOF>', the string that begins here has no closing quote",
  )
}

function readNumeric(output: Output, start: number): number {
  NUMERIC.lastIndex = start
  const match = NUMERIC.exec(output.text)
  if (!match || classOf(output.text, NUMERIC.lastIndex) === LETTER) throw unexpected(output.text, start)
  const [, date, time, clock] = match
  const kind =
    date === undefined ? (clock === undefined ? NUMBER : TIME) : time === undefined ? DATE : DATETIME
  return push(output, kind, start, NUMERIC.lastIndex)
}

function push(output: Output, kind: number, start: number, end: number): number {
  output.kinds.push(kind)
  output.starts.push(start)
  output.ends.push(end)
  return end
}

function unexpected(text: string, offset: number): Error {
  const rest = /^(?:--|\/\*|\/\/)/.exec(text.slice(offset, offset + 2))
  if (rest)
    return malformedQuery(text, offset, `unexpected token: '${rest[0]}', comments are not allowed in SOQL`)
  const character = String.fromCodePoint(text.codePointAt(offset) as number)
  return malformedQuery(text, offset, `line 1:${offset} no viable alternative at character '${character}'`)
}
