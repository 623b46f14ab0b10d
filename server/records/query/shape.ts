import type { Literal } from './query.ts'
import { readStringLiteral } from './string-literal.ts'
import { DATE, DATE_RANGE, DATETIME, NUMBER, PUNCTUATION, STRING, TIME, type Tokens, WORD } from './tokens.ts'

/** What stands in a slot: a literal, or all literals of a list. */
export type SlotValue = Literal | readonly Literal[]

/**
 * A query's text without the values of its literals. Queries of equal keys are planned once; a list in parentheses
 * is one slot, whatever its length.
 */
export interface Shape {
  readonly key: string
  /** In the order of the text. */
  readonly values: readonly SlotValue[]
  /** Index of the (first) token of each slot. */
  readonly tokenOf: readonly number[]
}

const TYPES: Readonly<Record<number, Literal['type']>> = {
  [STRING]: 'string',
  [NUMBER]: 'number',
  [DATE]: 'date',
  [DATETIME]: 'datetime',
  [TIME]: 'time',
  [DATE_RANGE]: 'dateLiteral',
}

/** Marks in keys: control characters, which no token holds. The empty string means null and so is a shape of its own. */
const EMPTY_STRING = '\u0001'
const LIST = '\u0002'
const MARK_OF_KIND = 16

export function shapeOf(tokens: Tokens): Shape {
  const { text, kinds, starts, ends } = tokens
  const values: SlotValue[] = []
  const tokenOf: number[] = []
  let key = ''
  let from = 0
  for (let index = 0; index < kinds.length; index++) {
    if ((kinds[index] as number) < STRING || isLimit(tokens, index)) continue
    const last = listEnd(tokens, index)
    key += text.slice(from, starts[index]) + markOf(tokens, index) + (last < 0 ? '' : LIST)
    tokenOf.push(index)
    values.push(last < 0 ? readLiteral(tokens, index) : readList(tokens, index, last))
    if (last >= 0) index = last
    from = ends[index] as number
  }
  return { key: key + text.slice(from), values, tokenOf }
}

/**
 * The numbers of LIMIT and OFFSET stay in the text: PostgreSQL plans by them, and a parameter would hide them.
 */
function isLimit({ text, kinds, starts, ends }: Tokens, index: number): boolean {
  if (kinds[index] !== NUMBER || kinds[index - 1] !== WORD) return false
  const word = text.slice(starts[index - 1], ends[index - 1]).toUpperCase()
  return word === 'LIMIT' || word === 'OFFSET'
}

export function readLiteral(tokens: Tokens, index: number): Literal {
  const { text, kinds, starts, ends } = tokens
  const kind = kinds[index] as number
  const [start, end] = [starts[index] as number, ends[index] as number]
  if (kind === STRING) return readStringLiteral(text, start, end)
  return { type: TYPES[kind] as Literal['type'], text: text.slice(start, end) }
}

/** The name of a date range belongs to the shape, its number does not. */
function markOf(tokens: Tokens, index: number): string {
  const kind = tokens.kinds[index] as number
  if (isEmptyString(tokens, index)) return EMPTY_STRING
  const mark = String.fromCharCode(MARK_OF_KIND + kind)
  if (kind !== DATE_RANGE) return mark
  const { text, starts, ends } = tokens
  return mark + text.slice(starts[index], text.lastIndexOf(':', ends[index]))
}

function isEmptyString(tokens: Tokens, index: number): boolean {
  return (
    tokens.kinds[index] === STRING && (tokens.ends[index] as number) - (tokens.starts[index] as number) === 2
  )
}

/** The last token of a list of literals of one kind in parentheses that begins here; -1 when there is none. */
function listEnd(tokens: Tokens, first: number): number {
  const { text, kinds, starts } = tokens
  if (kinds[first - 1] !== PUNCTUATION || text[starts[first - 1] as number] !== '(') return -1
  const kind = kinds[first]
  if (kind === DATE_RANGE) return -1
  for (let index = first; ; index += 2) {
    if (kinds[index] !== kind || isEmptyString(tokens, index) || kinds[index + 1] !== PUNCTUATION) return -1
    const sign = text[starts[index + 1] as number]
    if (sign === ')') return index
    if (sign !== ',') return -1
  }
}

function readList(tokens: Tokens, first: number, last: number): readonly Literal[] {
  const literals: Literal[] = []
  for (let index = first; index <= last; index += 2) literals.push(readLiteral(tokens, index))
  return literals
}
