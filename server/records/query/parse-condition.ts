import {
  acceptKeyword,
  acceptSign,
  expectSign,
  isKeyword,
  isSign,
  nested,
  unexpectedToken,
} from './cursor.ts'
import { readValue, readValueList } from './parse-literal.ts'
import { readOperand } from './parse-operand.ts'
import type { ParserState } from './parser-state.ts'
import type { ComparisonOperator, Condition, FunctionOperand, Operand, Query } from './query.ts'

export type ReadSubquery = (state: ParserState) => Query

const COMPARISONS: readonly (readonly [string, ComparisonOperator])[] = [
  ['=', '='],
  ['!=', '!='],
  ['<>', '!='],
  ['<=', '<='],
  ['>=', '>='],
  ['<', '<'],
  ['>', '>'],
]

/**
 * Conditions joined by AND or by OR. Both on one level are refused, as in Salesforce: without parentheses nobody
 * can tell what is meant.
 */
export function readCondition(state: ParserState, readQuery: ReadSubquery): Condition {
  const first = readTerm(state, readQuery)
  for (const [keyword, other, kind] of [
    ['AND', 'OR', 'and'],
    ['OR', 'AND', 'or'],
  ] as const) {
    if (!isKeyword(state, keyword)) continue
    const of = [first]
    while (acceptKeyword(state, keyword)) of.push(readTerm(state, readQuery))
    if (isKeyword(state, other)) throw unexpectedToken(state, 'parentheses where AND and OR meet')
    return { kind, of }
  }
  return first
}

function readTerm(state: ParserState, readQuery: ReadSubquery): Condition {
  if (isKeyword(state, 'NOT')) {
    state.index++
    return { kind: 'not', of: nested(state, () => readTerm(state, readQuery)) }
  }
  if (acceptSign(state, '(')) {
    const condition = nested(state, () => readCondition(state, readQuery))
    expectSign(state, ')')
    return condition
  }
  return readComparison(state, readQuery)
}

function readComparison(state: ParserState, readQuery: ReadSubquery): Condition {
  const left = readOperand(state, 'a field')
  for (const [sign, operator] of COMPARISONS) {
    if (acceptSign(state, sign)) return { kind: 'compare', left, operator, right: readValue(state) }
  }
  if (acceptKeyword(state, 'LIKE')) {
    return { kind: 'compare', left, operator: 'LIKE', right: readValue(state) }
  }
  if (acceptKeyword(state, 'INCLUDES')) return readIncludes(state, left, false)
  if (acceptKeyword(state, 'EXCLUDES')) return readIncludes(state, left, true)
  const not = isKeyword(state, 'NOT') && isKeyword(state, 'IN', 1)
  if (not) state.index++
  if (acceptKeyword(state, 'IN')) return readIn(state, left, not, readQuery)
  throw unexpectedToken(state, 'an operator (=, !=, <, <=, >, >=, LIKE, IN, NOT IN, INCLUDES or EXCLUDES)')
}

function readIncludes(state: ParserState, left: Operand, not: boolean): Condition {
  return { kind: 'includes', left, not, values: readValueList(state) }
}

function readIn(state: ParserState, left: Operand, not: boolean, readQuery: ReadSubquery): Condition {
  if (!isSign(state, '(') || !isKeyword(state, 'SELECT', 1)) {
    return { kind: 'in', left, not, values: readValueList(state) }
  }
  if (left.kind === 'function') throw unexpectedToken(state, `a list of values for ${nameOf(left)}`, 1)
  state.index++
  const query = nested(state, () => readQuery(state))
  expectSign(state, ')')
  return { kind: 'semiJoin', left, not, query }
}

function nameOf(operand: FunctionOperand): string {
  return `${operand.name}()`
}
