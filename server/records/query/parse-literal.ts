import { acceptSign, type Cursor, expectSign, kindAt, textAt, unexpectedToken } from './cursor.ts'
import { isDateLiteral } from './date-literal-names.ts'
import { isBind, readBind, toLiteral } from './parse-bind.ts'
import type { ParserState } from './parser-state.ts'
import type { Literal } from './query.ts'
import { DATE_RANGE, STRING, WORD } from './tokens.ts'

const EXPECTED = 'a value'
/** `USD5000`, `EUR12.50`. */
const CURRENCY = /^[A-Za-z]{3}\d+(?:\.\d+)?$/

/** One literal. */
export function readValue(state: ParserState): Literal {
  if (isBind(state)) return toLiteral(state, readBind(state))
  const literal = kindAt(state) < STRING ? readNamedValue(state) : takeLiteral(state)
  state.index++
  return literal
}

/** Literals in parentheses, at least one. */
export function readValueList(state: ParserState): readonly Literal[] {
  if (isBind(state)) {
    const value = readBind(state)
    return (Array.isArray(value) ? value : [value]).map(item => toLiteral(state, item))
  }
  expectSign(state, '(')
  const slot = state.slotByToken.get(state.index)
  const list = slot === undefined ? undefined : state.shape.values[slot]
  if (slot !== undefined && Array.isArray(list)) return takeList(state, slot, list)
  const values = [readValue(state)]
  while (acceptSign(state, ',')) values.push(readValue(state))
  expectSign(state, ')')
  return values
}

function takeList(state: ParserState, slot: number, list: readonly Literal[]): readonly Literal[] {
  state.slots.literals.set(list, slot)
  state.index += list.length * 2
  return list
}

function takeLiteral(state: ParserState): Literal {
  const slot = state.slotByToken.get(state.index)
  const literal = slot === undefined ? undefined : state.shape.values[slot]
  // A list where one value belongs: `Name = ('a')`.
  if (slot === undefined || literal === undefined || Array.isArray(literal))
    throw unexpectedToken(state, EXPECTED)
  if (kindAt(state) === DATE_RANGE && !isDateLiteral(textAt(state)))
    throw unexpectedToken(state, 'a date literal')
  state.slots.literals.set(literal as Literal, slot)
  return literal as Literal
}

function readNamedValue(cursor: Cursor): Literal {
  const text = textAt(cursor)
  if (kindAt(cursor) !== WORD) throw unexpectedToken(cursor, EXPECTED)
  const lower = text.toLowerCase()
  if (lower === 'null') return { type: 'null', text: 'null' }
  if (lower === 'true' || lower === 'false') return { type: 'boolean', text: lower }
  if (isDateLiteral(text)) return { type: 'dateLiteral', text: text.toUpperCase() }
  if (CURRENCY.test(text)) return { type: 'currency', text }
  throw unexpectedToken(cursor, `${EXPECTED} (strings stand in single quotes)`)
}
