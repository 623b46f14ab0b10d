import sql, { type Sql } from 'sql-template-tag'
import { say } from '../kernel/message.ts'
import type { RuleValue } from '../rules/rule.ts'
import type { FieldSpec } from './field-spec.ts'
import type { CellInput, FieldType, Parsed, TypeDescribe, Value } from './field-type.ts'
import { accept, echo, refuse, refuseJson } from './problems.ts'
import { quoteJson } from './quote-json.ts'

/** NUL and lone surrogates: PostgreSQL refuses the one, UTF-8 cannot hold the other. */
const UNSTORABLE = /[\0\p{Cs}]/u
const BLANKS = /[\s\u00a0]+/g

/** Excel keeps 15 significant digits; more is noise of binary floating point. */
const EXCEL_DIGITS = 15

/** Text as it is stored: trimmed, blank → null, refused when it cannot be stored or is too long. */
export function acceptText(input: string, spec: FieldSpec, maxLength: number): Parsed {
  const text = input.trim()
  if (text === '') return accept(null)
  if (UNSTORABLE.test(text)) {
    return refuse(
      'INVALID_INPUT',
      spec,
      say('the text holds a character that cannot be stored (NUL or half a pair)'),
    )
  }
  if (text.length > maxLength) {
    const message = say('data value too large: {value} (max length={most})', {
      value: echo(text),
      most: maxLength,
    })
    return refuse('STRING_TOO_LONG', spec, message)
  }
  return accept(text)
}

/** JSON input of a text-like field. Numbers are taken as their text; `type` is the describe type for messages. */
export function parseJsonText(input: unknown, spec: FieldSpec, type: string, maxLength: number): Parsed {
  if (typeof input === 'string') return acceptText(input, spec, maxLength)
  if (input === null || input === undefined) return accept(null)
  if (typeof input === 'number' && Number.isFinite(input)) return acceptText(String(input), spec, maxLength)
  return refuseJson(type, input, say('Give text.'))
}

/** What a cell shows, as text. Dates are given in ISO form. */
export function cellText(input: CellInput): string {
  if (input === null) return ''
  if (typeof input === 'number') return numberText(input)
  if (typeof input === 'boolean') return input ? 'TRUE' : 'FALSE'
  if (input instanceof Date) return Number.isNaN(input.getTime()) ? '' : dateText(input)
  return input
}

/** A number cell without the noise of binary floating point: `0.1 + 0.2` → `0.3`. */
export function numberText(input: number): string {
  return String(Number(input.toPrecision(EXCEL_DIGITS)))
}

function dateText(input: Date): string {
  const text = input.toISOString()
  return text.endsWith('T00:00:00.000Z') ? text.slice(0, 10) : text.slice(0, 19).replace('T', ' ')
}

/** One line: runs of blanks, NBSP and line breaks become one blank. */
export function collapseBlanks(text: string): string {
  return text.replace(BLANKS, ' ').trim()
}

/** The text of a cell for a field of one line. */
export function parseCellText(input: CellInput, spec: FieldSpec, maxLength: number): Parsed {
  return acceptText(collapseBlanks(cellText(input)), spec, maxLength)
}

/** The text of a cell for a field of several lines, where blanks and line breaks may mean something. */
export function parseCellLines(input: CellInput, spec: FieldSpec, maxLength: number): Parsed {
  return acceptText(cellText(input), spec, maxLength)
}

/** The describe of a text-like type; a character may take three bytes. */
export function describeText(type: string, length: number): TypeDescribe {
  return { type, soapType: 'xsd:string', length, byteLength: length * 3 }
}

export function sameExpression(column: Sql): Sql {
  return column
}

export function lowerUnlessCaseSensitive(expression: Sql, spec: FieldSpec): Sql {
  return spec.caseSensitive ? expression : sql`lower(${expression})`
}

export function textFromRule(value: RuleValue): Value {
  if (value === null || value === '') return null
  return String(value)
}

/** What all text-like types share: plain columns, JSON strings, comparison without case. */
export const textFunctions = {
  ruleType: () => 'text',
  column: () => ({ sqlType: 'text' }),
  writable: true,
  filterable: true,
  sortable: true,
  groupable: true,
  select: sameExpression,
  fromDatabase: (raw: string) => raw,
  toJson: quoteJson,
  toDatabase: String,
  toRule: (value: Value): RuleValue => value,
  fromRule: textFromRule,
  parseCriterion: (literal: string) => accept(literal === '' ? null : literal),
  comparable: lowerUnlessCaseSensitive,
  toCell: String,
  tsType: () => 'string',
} as const satisfies Partial<FieldType>
