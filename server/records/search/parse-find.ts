import { foldText } from '../../storage/sql/search-words.ts'
import type { FindNode, Literal } from '../query/query.ts'
import { malformedSearch } from './malformed-search.ts'

const MOST_TERMS = 50
const DEEPEST = 30

/** What stands between braces: a sign, a word of the language, or something to find. */
type Token = { readonly sign: string } | { readonly term: string; readonly isPhrase: boolean }

interface State {
  readonly tokens: readonly Token[]
  index: number
  terms: number
}

/**
 * The text of a search: words that must all be there, phrases in quotes, AND, OR, AND NOT, parentheses; `*` stands for
 * any letters of a word and `?` for one. Throws MALFORMED_SEARCH.
 */
export function parseFind(text: string): FindNode {
  const state: State = { tokens: readTokens(text), index: 0, terms: 0 }
  const node = readOr(state, 0)
  if (state.index < state.tokens.length) throw unexpected(state)
  return node
}

const SIGNS = /^(?:[()]|&&?|\|\|?)/
const WORD = /^(?:\\.|[^\s()"\\&|])+/u
const PHRASE = /^"((?:\\.|[^"\\])*)"/u

function readTokens(text: string): readonly Token[] {
  const tokens: Token[] = []
  for (let rest = text.trimStart(); rest !== ''; ) {
    const sign = SIGNS.exec(rest)?.[0]
    const phrase = sign === undefined ? PHRASE.exec(rest) : null
    const [read = ''] = phrase ?? (sign === undefined ? (WORD.exec(rest) ?? []) : [sign])
    if (read === '') throw malformedSearch(`unexpected '${rest.slice(0, 20)}' in what is to be found`)
    if (sign !== undefined) tokens.push({ sign: signOf(sign) })
    else tokens.push(...readWord(phrase?.[1] ?? read, phrase !== null))
    rest = rest.slice(read.length).trimStart()
  }
  return tokens
}

/** A dash between two names is nothing to be found. */
function readWord(term: string, isPhrase: boolean): readonly Token[] {
  if (!isPhrase && /^(?:AND|OR|NOT)$/i.test(term)) return [{ sign: term.toUpperCase() }]
  return /[\p{L}\p{N}*?]/u.test(term) ? [{ term, isPhrase }] : []
}

function signOf(sign: string): string {
  if (sign.startsWith('&')) return 'AND'
  return sign.startsWith('|') ? 'OR' : sign
}

function readOr(state: State, depth: number): FindNode {
  const of = [readAnd(state, depth)]
  while (accept(state, 'OR')) of.push(readAnd(state, depth))
  return of.length === 1 ? (of[0] as FindNode) : { op: 'or', of }
}

/** Words beside each other must all be there. NOT takes away of what is found, and so stands behind something. */
function readAnd(state: State, depth: number): FindNode {
  const of = [readTerm(state, depth)]
  for (;;) {
    const isAnd = accept(state, 'AND')
    if (accept(state, 'NOT')) of.push({ op: 'not', of: readTerm(state, depth) })
    else if (isAnd || isTerm(state)) of.push(readTerm(state, depth))
    else return of.length === 1 ? (of[0] as FindNode) : { op: 'and', of }
  }
}

function readTerm(state: State, depth: number): FindNode {
  if (accept(state, '(')) {
    if (depth >= DEEPEST) throw malformedSearch(`parentheses are nested at most ${DEEPEST} deep`)
    const node = readOr(state, depth + 1)
    if (!accept(state, ')')) throw unexpected(state)
    return node
  }
  const token = state.tokens[state.index]
  if (!token || 'sign' in token) throw unexpected(state)
  state.index++
  if (++state.terms > MOST_TERMS) throw malformedSearch(`a search has at most ${MOST_TERMS} words`)
  return token.isPhrase ? wordsNode(withoutEscapes(token.term), false) : termNode(token.term)
}

/** A word as typed, with its wildcards. */
function termNode(term: string): FindNode {
  const bare = term.replace(/\\[*?]/g, ' ')
  const first = bare.search(/[*?]/)
  if (first < 0) return wordsNode(withoutEscapes(term), false)
  if (first === bare.length - 1 && bare.endsWith('*'))
    return wordsNode(withoutEscapes(term.slice(0, -1)), true)
  const begins = withoutEscapes(term.slice(0, first))
  checkLength(begins, 1)
  return { op: 'pattern', begins: literal(begins), matches: literal(expressionOf(term)) }
}

function wordsNode(text: string, isPrefix: boolean): FindNode {
  checkLength(text, 2)
  const isPhrase = !/^[\p{L}\p{N}]+$/u.test(text)
  return { op: 'words', words: literal(text), isPhrase, isPrefix }
}

/** Signs are blanks in what is searched. */
function expressionOf(term: string): string {
  const parts = foldText(withoutEscapes(term.replace(/\*+/g, '\u0001').replace(/\?/g, '\u0002')))
  const escaped = [...parts].map(sign => {
    if (sign === '\u0001') return '[^ ]*'
    if (sign === '\u0002') return '[^ ]'
    return /[\p{L}\p{N}]/u.test(sign) ? sign : ' '
  })
  return `(^|\\s)${escaped.join('')}($|\\s)`
}

function checkLength(text: string, least: number): void {
  const letters = text.match(/[\p{L}\p{N}]/gu) ?? []
  if (letters.length >= least || /[^\p{ASCII}]/u.test(letters.join(''))) return
  const asked = least === 1 ? 'not begin with a wildcard' : 'be longer than one character'
  throw malformedSearch(`search term must ${asked}: ${text.slice(0, 80)}`)
}

function withoutEscapes(text: string): string {
  return text.replace(/\\(.)/gu, '$1')
}

/** Also of the words of a name: PostgreSQL takes no NUL. */
export function literal(text: string): Literal {
  return { type: 'string', text: text.replaceAll('\0', ' ') }
}

function accept(state: State, sign: string): boolean {
  const token = state.tokens[state.index]
  if (!token || !('sign' in token) || token.sign !== sign) return false
  state.index++
  return true
}

function isTerm({ tokens, index }: State): boolean {
  const token = tokens[index]
  return token !== undefined && (!('sign' in token) || token.sign === '(')
}

function unexpected({ tokens, index }: State): Error {
  const token = tokens[index]
  const found =
    token === undefined ? 'its end' : `'${'sign' in token ? token.sign : token.term.slice(0, 80)}'`
  return malformedSearch(`what is to be found has ${found} where a word, a phrase in quotes or '(' belongs`)
}
