import {
  findNodeAtLocation,
  type JSONPath,
  type Node,
  parseTree,
  printParseErrorCode,
  visit,
} from 'jsonc-parser'
import type { Position, Problem } from '../kernel/errors.ts'

const STRICT = { disallowComments: true, allowTrailingComma: false, allowEmptyContent: false }

/** What the parser's error codes mean for the person who edits the file. */
const SYNTAX_MESSAGES: Readonly<Record<string, string>> = {
  InvalidSymbol: 'This is not JSON: names and texts stand in "double quotes".',
  InvalidNumberFormat: 'This number is not written as JSON writes numbers.',
  PropertyNameExpected: 'A name in double quotes is expected here (is there a comma too many before it?).',
  ValueExpected: 'A value is expected here.',
  ColonExpected: 'A colon is expected here.',
  CommaExpected: 'A comma is expected here.',
  CloseBraceExpected: 'A closing } is expected here.',
  CloseBracketExpected: 'A closing ] is expected here.',
  EndOfFileExpected: 'The JSON ended before this; nothing may follow.',
  InvalidCommentToken: 'JSON has no comments; say it in "description".',
  UnexpectedEndOfComment: 'JSON has no comments; say it in "description".',
  UnexpectedEndOfString: 'The text that starts here has no closing double quote on its line.',
  UnexpectedEndOfNumber: 'The number ends too early.',
  InvalidUnicode: 'After \\u four hexadecimal digits are expected.',
  InvalidEscapeCharacter: 'After \\ only one of " \\ / b f n r t u may follow.',
  InvalidCharacter: 'A control character stands here; write it as an escape such as \\n or \\t.',
}

export type ParsedJson = { readonly value: unknown } | { readonly problems: readonly Problem[] }

/** Strict JSON: no comments, no trailing commas, no key twice. The first syntax error, or every duplicate key. */
export function parseJson(text: string, file: string): ParsedJson {
  const problems: Problem[] = []
  let syntax: Problem | undefined
  const keys: Set<string>[] = []
  const add = (code: string, message: string, line: number, column: number): Problem => ({
    code,
    message,
    position: { file, line: line + 1, column: column + 1 },
  })
  try {
    visit(
      text,
      {
        onObjectBegin: () => void keys.push(new Set()),
        onObjectEnd: () => void keys.pop(),
        onObjectProperty: (name, _offset, _length, line, column) => {
          const seen = keys.at(-1) as Set<string>
          if (seen.has(name))
            problems.push(add('json.duplicate-key', `"${name}" is here twice.`, line, column))
          seen.add(name)
        },
        onError: (error, _offset, _length, line, column) => {
          const code = printParseErrorCode(error)
          syntax ??= add('json.syntax', SYNTAX_MESSAGES[code] ?? 'This is not JSON.', line, column)
        },
      },
      STRICT,
    )
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    syntax = add('json.syntax', 'The JSON is nested too deeply.', 0, 0)
  }
  if (syntax) return { problems: [syntax] }
  return problems.length > 0 ? { problems } : { value: JSON.parse(text) }
}

/**
 * Line and column (from 1) of a path in a JSON file that parses; of the nearest enclosing value when the path is
 * not there. `key` asks for the property's name instead of its value.
 */
export function locate(
  text: string,
  file: string,
  path: JSONPath,
  part: 'key' | 'value' = 'value',
): Position {
  const root = parseTree(text)
  let node: Node | undefined
  let depth = path.length
  for (; root && depth >= 0; depth--) {
    node = findNodeAtLocation(root, path.slice(0, depth))
    if (node) break
  }
  const isProperty = node?.parent?.type === 'property' && depth === path.length
  const offset = (part === 'key' && isProperty ? node?.parent?.offset : node?.offset) ?? 0
  return positionAt(text, file, offset)
}

/** Lines end as editors and the JSON parser see it: with a line feed, a carriage return, or both. */
export function positionAt(text: string, file: string, offset: number): Position {
  const lines = text.slice(0, offset).split(/\r\n|\r|\n/)
  return { file, line: lines.length, column: (lines.at(-1) as string).length + 1 }
}
