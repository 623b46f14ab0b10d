import {
  acceptKeyword,
  acceptSign,
  expectKeyword,
  expectSign,
  expectWord,
  isKeyword,
  isSign,
  kindAt,
  textAt,
  unexpectedToken,
} from './cursor.ts'
import { isBind, readBind } from './parse-bind.ts'
import { type ReadSubquery, readCondition } from './parse-condition.ts'
import { readOperand } from './parse-operand.ts'
import type { ParserState } from './parser-state.ts'
import type { Operand, OrderItem, Query } from './query.ts'
import { NUMBER } from './tokens.ts'

type Clauses = Omit<Query, 'from' | 'select'>
type Draft = { -readonly [Key in keyof Clauses]: Clauses[Key] }

/** Everything behind FROM, in SOQL's order. */
export function readClauses(state: ParserState, readQuery: ReadSubquery): Clauses {
  const draft: Draft = { scope: 'live' }
  readFilterScope(state, draft)
  if (acceptKeyword(state, 'WHERE')) draft.where = readCondition(state, readQuery)
  readWith(state)
  if (acceptKeyword(state, 'GROUP')) readGroupBy(state, draft)
  if (acceptKeyword(state, 'HAVING')) draft.having = readCondition(state, readQuery)
  if (acceptKeyword(state, 'ORDER')) draft.orderBy = readOrderBy(state)
  readLimits(state, draft)
  readEnding(state, draft)
  return draft
}

/** USING SCOPE: those of territories and teams name what this platform does not have. */
function readFilterScope(state: ParserState, draft: Draft): void {
  if (!acceptKeyword(state, 'USING')) return
  expectKeyword(state, 'SCOPE')
  if (acceptKeyword(state, 'EVERYTHING')) draft.filterScope = 'everything'
  else if (acceptKeyword(state, 'MINE')) draft.filterScope = 'mine'
  else throw unexpectedToken(state, 'everything or mine: there are no teams, territories or delegates here')
}

/** The access of the session is in every read: these say what holds already. */
function readWith(state: ParserState): void {
  if (!acceptKeyword(state, 'WITH')) return
  const modes = ['SECURITY_ENFORCED', 'USER_MODE', 'SYSTEM_MODE']
  if (modes.some(mode => acceptKeyword(state, mode))) return
  const why = isKeyword(state, 'DATA') ? ': there are no data categories here' : ''
  throw unexpectedToken(state, modes.join(' or ') + why)
}

function readGroupBy(state: ParserState, draft: Draft): void {
  expectKeyword(state, 'BY')
  const isRollup = isKeyword(state, 'ROLLUP')
  const kind = isRollup || isKeyword(state, 'CUBE') ? (isRollup ? 'rollup' : 'cube') : 'plain'
  draft.groupKind = isSign(state, '(', 1) ? kind : 'plain'
  if (draft.groupKind === 'plain') {
    draft.groupBy = readOperands(state)
    return
  }
  state.index += 2
  draft.groupBy = readOperands(state)
  expectSign(state, ')')
}

function readOperands(state: ParserState): readonly Operand[] {
  const operands = [readOperand(state, 'a field to group by')]
  while (acceptSign(state, ',')) operands.push(readOperand(state, 'a field to group by'))
  return operands
}

function readOrderBy(state: ParserState): readonly OrderItem[] {
  expectKeyword(state, 'BY')
  const items = [readOrderItem(state)]
  while (acceptSign(state, ',')) items.push(readOrderItem(state))
  return items
}

function readOrderItem(state: ParserState): OrderItem {
  const operand = readOperand(state, 'a field to order by')
  const descending = acceptKeyword(state, 'DESC')
  if (!descending) acceptKeyword(state, 'ASC')
  if (!acceptKeyword(state, 'NULLS')) return { operand, descending }
  if (acceptKeyword(state, 'FIRST')) return { operand, descending, nulls: 'first' }
  expectKeyword(state, 'LAST')
  return { operand, descending, nulls: 'last' }
}

function readLimits(state: ParserState, draft: Draft): void {
  for (const [keyword, name] of [
    ['LIMIT', 'limit'],
    ['OFFSET', 'offset'],
  ] as const) {
    if (!acceptKeyword(state, keyword)) continue
    draft[name] = readLimit(state)
  }
}

function readLimit(state: ParserState): number {
  if (isBind(state)) return Number(readBind(state))
  if (kindAt(state) !== NUMBER) throw unexpectedToken(state, 'a whole number')
  const number = Number(textAt(state))
  if (!Number.isSafeInteger(number) || number < 0) throw unexpectedToken(state, 'a whole number')
  state.index++
  return number
}

/** FOR VIEW and FOR REFERENCE keep lists of recent records in Salesforce; they have no effect here. */
function readEnding(state: ParserState, draft: Draft): void {
  for (;;) {
    if (acceptKeyword(state, 'FOR')) {
      if (acceptKeyword(state, 'UPDATE')) draft.forUpdate = true
      else if (!acceptKeyword(state, 'VIEW')) expectKeyword(state, 'REFERENCE')
    } else if (isKeyword(state, 'ALL') && isKeyword(state, 'ROWS', 1)) {
      state.index += 2
      draft.scope = 'all'
    } else if (acceptKeyword(state, 'UPDATE')) {
      do expectWord(state, 'TRACKING or VIEWSTAT')
      while (acceptSign(state, ','))
    } else return
  }
}
