import {
  acceptKeyword,
  acceptSign,
  expectKeyword,
  expectSign,
  expectWord,
  kindAt,
  textAt,
  unexpectedToken,
} from '../query/cursor.ts'
import { readClauses } from '../query/parse-clauses.ts'
import { readOperand } from '../query/parse-operand.ts'
import { openParser, type ParserState } from '../query/parser-state.ts'
import type { FindNode, Query, SearchScope, SelectItem } from '../query/query.ts'
import { shapeOf } from '../query/shape.ts'
import { END, NUMBER, tokenize } from '../query/tokens.ts'
import { asMalformedSearch, malformedSearch } from './malformed-search.ts'
import { parseFind } from './parse-find.ts'

/** A search as plain data. */
export interface SearchRequest {
  readonly find: FindNode
  readonly among: SearchScope
  /** Undefined: all objects that are searched. */
  readonly returning: readonly Query[] | undefined
  readonly limit: number
  /** May a search that finds nothing be made again for what is spelled alike? */
  readonly corrects: boolean
}

/** As in Salesforce. */
export const MOST_RESULTS = 2_000

const LONGEST = 20_000

/** SOSL text as a search. Throws MALFORMED_SEARCH. Names are not looked up here. */
export function parseSearch(text: string): SearchRequest {
  if (text.length > LONGEST) throw malformedSearch(`the search is longer than ${LONGEST} characters`)
  const { find, end } = readFind(text)
  try {
    // The rest keeps its place, for messages.
    const tokens = tokenize(text.slice(0, end).replace(/[^\n]/g, ' ') + text.slice(end))
    const state = openParser(tokens, shapeOf(tokens))
    return { find: parseFind(find), ...readRest(state) }
  } catch (error) {
    throw asMalformedSearch(error)
  }
}

/** `FIND {…}`, or `FIND '…'` as Apex writes it. */
function readFind(text: string): { readonly find: string; readonly end: number } {
  const found = /^\s*FIND\s*(?:\{((?:\\.|[^\\}])*)\}|'((?:\\.|[^\\'])*)')/is.exec(text)
  if (!found) throw malformedSearch('A search begins with FIND {what is to be found}.')
  // In quotes, quotes are escaped; everything else is left to the search itself.
  const find = found[1] ?? (found[2] as string).replaceAll("\\'", "'")
  return { find, end: found[0].length }
}

function readRest(state: ParserState): Omit<SearchRequest, 'find'> {
  const among = readScope(state)
  const returning = acceptKeyword(state, 'RETURNING') ? readObjects(state) : undefined
  let corrects = true
  while (acceptKeyword(state, 'WITH')) corrects = readWith(state)
  const limit = acceptKeyword(state, 'LIMIT') ? readNumber(state) : MOST_RESULTS
  if (acceptKeyword(state, 'UPDATE')) {
    do expectWord(state, 'TRACKING or VIEWSTAT')
    while (acceptSign(state, ','))
  }
  if (kindAt(state) !== END) throw unexpectedToken(state, 'the end of the search')
  return { among, returning, limit: Math.min(limit, MOST_RESULTS), corrects }
}

const SCOPES: Readonly<Record<string, SearchScope>> = {
  ALL: 'ALL',
  NAME: 'NAME',
  EMAIL: 'EMAIL',
  PHONE: 'PHONE',
  SIDEBAR: 'ALL',
}

function readScope(state: ParserState): SearchScope {
  if (!acceptKeyword(state, 'IN')) return 'ALL'
  const scope = SCOPES[textAt(state).toUpperCase()]
  if (!scope) throw unexpectedToken(state, Object.keys(SCOPES).join(', '))
  state.index++
  expectKeyword(state, 'FIELDS')
  return scope
}

function readObjects(state: ParserState): readonly Query[] {
  const objects = [readObject(state)]
  while (acceptSign(state, ',')) objects.push(readObject(state))
  return objects
}

const ID = { kind: 'field', path: 'Id' } as const

/** `Account(Id, Name WHERE … ORDER BY … LIMIT 5)`; without fields the ids are answered. */
function readObject(state: ParserState): Query {
  const from = expectWord(state, 'an object')
  if (!acceptSign(state, '(')) return { from, select: [ID], scope: 'live' }
  const noSubquery = (): Query => {
    throw unexpectedToken(state, 'a field')
  }
  const select: SelectItem[] = []
  do select.push(readOperand(state, 'a field'))
  while (acceptSign(state, ','))
  const { scope, groupBy, having, forUpdate, ...clauses } = readClauses(state, noSubquery)
  if (groupBy || having || forUpdate || scope !== 'live')
    throw unexpectedToken(state, 'no more than WHERE, ORDER BY, LIMIT and OFFSET')
  expectSign(state, ')')
  return { from, select, scope, ...clauses }
}

/** What else WITH says is of clouds that are not here. */
function readWith(state: ParserState): boolean {
  expectKeyword(state, 'SPELL_CORRECTION')
  expectSign(state, '=')
  if (acceptKeyword(state, 'TRUE')) return true
  expectKeyword(state, 'FALSE')
  return false
}

function readNumber(state: ParserState): number {
  const number = Number(textAt(state))
  if (kindAt(state) !== NUMBER || !Number.isSafeInteger(number) || number < 0)
    throw unexpectedToken(state, 'a whole number')
  state.index++
  return number
}
