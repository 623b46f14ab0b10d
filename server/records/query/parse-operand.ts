import { acceptSign, type Cursor, expectSign, expectWord, isSign, kindAt, nested } from './cursor.ts'
import type { FunctionOperand, Operand } from './query.ts'
import { WORD } from './tokens.ts'

/** A field path, or a function of one. */
export function readOperand(cursor: Cursor, expected: string): Operand {
  if (kindAt(cursor) === WORD && isSign(cursor, '(', 1)) return readFunction(cursor)
  return { kind: 'field', path: readPath(cursor, expected) }
}

/** `COUNT()`, `MAX(Amount)`, `CALENDAR_YEAR(convertTimezone(CreatedDate))`. */
export function readFunction(cursor: Cursor): FunctionOperand {
  const name = expectWord(cursor, 'a function')
  expectSign(cursor, '(')
  if (acceptSign(cursor, ')')) return { kind: 'function', name }
  const argument = nested(cursor, inner => readOperand(inner, 'a field'))
  expectSign(cursor, ')')
  return argument.kind === 'field'
    ? { kind: 'function', name, path: argument.path }
    : { kind: 'function', name, of: argument }
}

/** A path as written, without the alias of the query's object in front of it. */
export function readPath(cursor: Cursor, expected: string): string {
  const path = expectWord(cursor, expected)
  const { alias } = cursor
  if (alias === undefined || path.length <= alias.length + 1 || path[alias.length] !== '.') return path
  return path.slice(0, alias.length).toLowerCase() === alias ? path.slice(alias.length + 1) : path
}
