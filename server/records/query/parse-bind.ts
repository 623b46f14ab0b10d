import { type Cursor, isSign, kindAt, textAt, unexpectedToken } from './cursor.ts'
import { malformedQuery } from './malformed-query.ts'
import type { ParserState } from './parser-state.ts'
import type { Literal } from './query.ts'
import { WORD } from './tokens.ts'

/** `:name`, where the query came with values for names. */
export function isBind(state: ParserState): boolean {
  return state.binds !== undefined && isSign(state, ':') && kindAt(state, 1) === WORD
}

/** The value of `:name`. */
export function readBind(state: ParserState): unknown {
  const { binds = {} } = state
  const name = textAt(state, 1)
  if (!Object.hasOwn(binds, name)) throw unexpectedToken(state, `a value for :${name}`, 1)
  state.index += 2
  return binds[name]
}

/** Text may stand for a date, an instant or an exact number: the field that it is compared with decides. */
export function toLiteral(cursor: Cursor, value: unknown): Literal {
  if (value === null || value === undefined) return { type: 'null', text: 'null' }
  if (typeof value === 'string') return { type: 'string', text: value }
  if (typeof value === 'number' && Number.isFinite(value)) return { type: 'number', text: String(value) }
  if (typeof value === 'boolean') return { type: 'boolean', text: String(value) }
  const { text, starts } = cursor.tokens
  const offset = starts[cursor.index - 1] as number
  throw malformedQuery(
    text,
    offset,
    'a bound value must be text, a number, a boolean or null, or a list of these',
  )
}
