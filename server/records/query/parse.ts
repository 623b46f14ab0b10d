import {
  acceptKeyword,
  expectKeyword,
  expectWord,
  isKeyword,
  isSign,
  kindAt,
  textAt,
  unexpectedToken,
} from './cursor.ts'
import { readClauses } from './parse-clauses.ts'
import { readSelectList } from './parse-select.ts'
import { type Binds, openParser, type ParserState, type QuerySlots } from './parser-state.ts'
import type { Query } from './query.ts'
import { type Shape, shapeOf } from './shape.ts'
import { END, type Tokens, tokenize, WORD } from './tokens.ts'

export interface ParsedQuery {
  readonly query: Query
  readonly slots: QuerySlots
}

/** What may follow the object in FROM, so it is no alias. */
const AFTER_FROM = [
  'WHERE',
  'WITH',
  'GROUP',
  'HAVING',
  'ORDER',
  'LIMIT',
  'OFFSET',
  'FOR',
  'USING',
  'ALL',
  'UPDATE',
]

/**
 * SOQL text as a query. Throws MALFORMED_QUERY that names row, column, the token that is wrong and what was expected
 * in its place. Names are not looked up here. `binds` are the values of `:name`, where hooks have them.
 */
export function parseQuery(text: string, binds?: Binds): Query {
  const tokens = tokenize(text)
  return parseWithSlots(tokens, shapeOf(tokens), binds).query
}

/** The query, and which slot of its text's shape each literal came from. */
export function parseWithSlots(tokens: Tokens, shape: Shape, binds?: Binds): ParsedQuery {
  const state = openParser(tokens, shape, binds)
  const query = readQuery(state)
  if (kindAt(state) !== END) throw unexpectedToken(state, 'the end of the query')
  return { query, slots: state.slots }
}

function readQuery(state: ParserState): Query {
  const outerAlias = state.alias
  expectKeyword(state, 'SELECT')
  state.alias = findAlias(state)
  const select = readSelectList(state, readQuery)
  expectKeyword(state, 'FROM')
  const from = expectWord(state, 'an object')
  acceptKeyword(state, 'AS')
  if (isAlias(state)) state.index++
  if (isSign(state, ',')) throw unexpectedToken(state, 'one object only')
  const clauses = readClauses(state, readQuery)
  state.alias = outerAlias
  return { from, select, ...clauses }
}

function isAlias(state: ParserState): boolean {
  return kindAt(state) === WORD && !AFTER_FROM.some(keyword => isKeyword(state, keyword))
}

/** The alias that FROM gives to the object: paths before it need it already. */
function findAlias(state: ParserState): string | undefined {
  const start = state.index
  skipToFrom(state)
  let alias: string | undefined
  if (isKeyword(state, 'FROM')) {
    state.index += 2
    acceptKeyword(state, 'AS')
    if (isAlias(state)) alias = textAt(state).toLowerCase()
  }
  state.index = start
  return alias
}

function skipToFrom(state: ParserState): void {
  let depth = 0
  for (; kindAt(state) !== END; state.index++) {
    if (isSign(state, '(')) depth++
    else if (isSign(state, ')')) depth--
    else if (depth === 0 && isKeyword(state, 'FROM')) return
    if (depth < 0) return
  }
}
