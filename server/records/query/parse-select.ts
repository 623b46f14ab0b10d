import {
  acceptKeyword,
  acceptSign,
  expectKeyword,
  expectSign,
  expectWord,
  isKeyword,
  isSign,
  kindAt,
  nested,
  textAt,
  unexpectedToken,
} from './cursor.ts'
import type { ReadSubquery } from './parse-condition.ts'
import { readFunction, readOperand, readPath } from './parse-operand.ts'
import type { ParserState } from './parser-state.ts'
import type { SelectItem } from './query.ts'
import { WORD } from './tokens.ts'

const FIELD = 'a field, a function or a subquery in parentheses'
const FIELD_SETS = ['ALL', 'STANDARD', 'CUSTOM'] as const

export function readSelectList(state: ParserState, readQuery: ReadSubquery): readonly SelectItem[] {
  const items = [readSelectItem(state, readQuery)]
  while (acceptSign(state, ',')) items.push(readSelectItem(state, readQuery))
  return items
}

function readSelectItem(state: ParserState, readQuery: ReadSubquery): SelectItem {
  if (acceptSign(state, '(')) {
    const query = nested(state, () => readQuery(state))
    expectSign(state, ')')
    return { kind: 'subquery', query }
  }
  if (isKeyword(state, 'TYPEOF') && kindAt(state, 1) === WORD && !isKeyword(state, 'FROM', 1))
    return readTypeof(state)
  if (isKeyword(state, 'FIELDS') && isSign(state, '(', 1)) return readFieldSet(state)
  if (isKeyword(state, 'FROM') && kindAt(state, 1) === WORD) throw unexpectedToken(state, FIELD)
  const operand = readOperand(state, FIELD)
  const alias = readAlias(state)
  return alias === undefined ? operand : { ...operand, alias }
}

function readAlias(state: ParserState): string | undefined {
  if (kindAt(state) !== WORD || isKeyword(state, 'FROM')) return undefined
  const alias = textAt(state)
  if (alias.includes('.')) throw unexpectedToken(state, 'an alias without a point, a comma or FROM')
  state.index++
  return alias
}

function readFieldSet(state: ParserState): SelectItem {
  state.index++
  expectSign(state, '(')
  const set = FIELD_SETS.find(name => isKeyword(state, name))
  if (set === undefined) throw unexpectedToken(state, 'ALL, STANDARD or CUSTOM')
  state.index++
  expectSign(state, ')')
  return { kind: 'fields', set }
}

function readTypeof(state: ParserState): SelectItem {
  expectKeyword(state, 'TYPEOF')
  const path = readPath(state, 'a polymorphic relationship')
  const when: { object: string; fields: readonly string[] }[] = []
  while (acceptKeyword(state, 'WHEN')) {
    const object = expectWord(state, 'an object')
    expectKeyword(state, 'THEN')
    when.push({ object, fields: readFieldNames(state) })
  }
  if (when.length === 0) throw unexpectedToken(state, 'WHEN')
  const otherwise = acceptKeyword(state, 'ELSE') ? readFieldNames(state) : undefined
  expectKeyword(state, 'END')
  return otherwise ? { kind: 'typeof', path, when, otherwise } : { kind: 'typeof', path, when }
}

function readFieldNames(state: ParserState): readonly string[] {
  const names = [readFunctionlessField(state)]
  while (acceptSign(state, ',')) names.push(readFunctionlessField(state))
  return names
}

function readFunctionlessField(state: ParserState): string {
  if (isSign(state, '(', 1)) throw unexpectedToken(state, `a field, not ${readFunction(state).name}()`)
  return expectWord(state, 'a field')
}
