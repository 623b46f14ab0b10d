import {
  acceptSign,
  type Cursor,
  expectSign,
  expectWord,
  isKeyword,
  isSign,
  kindAt,
  nested,
  unexpectedToken,
} from './cursor.ts'
import type { FunctionOperand, Operand } from './query.ts'
import { WORD } from './tokens.ts'

/** Functions of Salesforce over what this platform does not have. */
const NOT_HERE = [
  ['DISTANCE', 'no field holds a place on the map'],
  ['GEOLOCATION', 'no field holds a place on the map'],
] as const

/** A field path, or a function of one. */
export function readOperand(cursor: Cursor, expected: string): Operand {
  if (kindAt(cursor) === WORD && isSign(cursor, '(', 1)) return readFunction(cursor)
  return { kind: 'field', path: readPath(cursor, expected) }
}

/** `COUNT()`, `MAX(Amount)`, `CALENDAR_YEAR(convertTimezone(CreatedDate))`. */
export function readFunction(cursor: Cursor): FunctionOperand {
  const missing = NOT_HERE.find(([name]) => isKeyword(cursor, name))
  if (missing) throw unexpectedToken(cursor, `a function that there is: ${missing[1]}`)
  const name = expectWord(cursor, 'a function')
  expectSign(cursor, '(')
  if (acceptSign(cursor, ')')) return { kind: 'function', name }
  const argument = nested(cursor, inner => readOperand(inner, 'a field'))
  expectSign(cursor, ')')
  return argument.kind === 'field'
    ? { kind: 'function', name, path: argument.path }
    : { kind: 'function', name, of: argument }
}

/** A path as written, with what an alias in front of it stands for. */
export function readPath(cursor: Cursor, expected: string): string {
  const path = expectWord(cursor, expected)
  if (cursor.aliases.size === 0) return path
  const dot = path.indexOf('.')
  const meant = dot < 0 ? undefined : cursor.aliases.get(path.slice(0, dot).toLowerCase())
  return meant === undefined ? path : meant + path.slice(dot + 1)
}
