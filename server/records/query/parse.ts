import {
  type Aliases,
  acceptKeyword,
  acceptSign,
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
  const outer = state.aliases
  expectKeyword(state, 'SELECT')
  state.aliases = findAliases(state)
  const select = readSelectList(state, readQuery)
  expectKeyword(state, 'FROM')
  const from = readSources(state, new Map())
  const clauses = readClauses(state, readQuery)
  state.aliases = outer
  return { from, select, ...clauses }
}

/** The object, and parents of it that are given an alias: `Contact c, c.Account a, a.Owner o`. */
function readSources(state: ParserState, aliases: Map<string, string>): string {
  const from = expectWord(state, 'an object')
  readAlias(state, aliases, '')
  while (acceptSign(state, ',')) {
    const [alias = '', ...path] = textAt(state).split('.')
    const before = aliases.get(alias.toLowerCase())
    if (before === undefined || path.length === 0) {
      throw unexpectedToken(state, 'a parent of the object by its alias, such as c.Account')
    }
    state.index++
    readAlias(state, aliases, `${before}${path.join('.')}.`)
  }
  return from
}

function readAlias(state: ParserState, aliases: Map<string, string>, meant: string): void {
  acceptKeyword(state, 'AS')
  if (!isAlias(state)) return
  aliases.set(textAt(state).toLowerCase(), meant)
  state.index++
}

function isAlias(state: ParserState): boolean {
  return kindAt(state) === WORD && !AFTER_FROM.some(keyword => isKeyword(state, keyword))
}

/** The aliases that FROM gives: paths before it need them already. */
function findAliases(state: ParserState): Aliases {
  const start = state.index
  const aliases = new Map<string, string>()
  skipToFrom(state)
  if (isKeyword(state, 'FROM') && kindAt(state, 1) === WORD) {
    state.index++
    readSources(state, aliases)
  }
  state.index = start
  return aliases
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
