import sql, { empty, raw, type Sql } from 'sql-template-tag'
import type { FieldSpec } from './field-spec.ts'
import type { ChangeSafety, Conversion, FieldType, ParseContext } from './field-type.ts'

/** How values of one other type become values of this one. */
export interface Change {
  readonly safety: (from: FieldSpec, to: FieldSpec) => ChangeSafety
  readonly convert?: (column: Sql, from: FieldSpec, to: FieldSpec, context?: ParseContext) => Conversion
}

/** The types that a type's fields may have been before, by name; all others are refused. */
export type Changes = Readonly<Record<string, Change>>

/** `changeFrom` and `convert` of a type from its table. What a formula computed was never stored. */
export function changesFrom(changes: Changes): Pick<FieldType, 'changeFrom' | 'convert'> {
  return {
    changeFrom: (from, to) =>
      from.formula === undefined ? (changes[from.type]?.safety(from, to) ?? 'refuse') : 'refuse',
    convert: (column, from, to, context) =>
      changes[from.type]?.convert?.(column, from, to, context) ?? { using: column, bad: NEVER },
  }
}

export const NEVER = sql`false`

export const safely: Change = { safety: () => 'safe' }

/** The values stay as they are, and must meet what the new field asks of them. */
export function keeping(
  isSafe: (from: FieldSpec, to: FieldSpec) => boolean,
  bad: (column: Sql, to: FieldSpec) => Sql,
): Change {
  return {
    safety: (from, to) => (isSafe(from, to) ? 'safe' : 'convert'),
    convert: (column, from, to) => ({ using: column, bad: isSafe(from, to) ? NEVER : bad(column, to) }),
  }
}

/** The values are written anew by `using`, all but those that are `bad`. */
export function rewriting(
  using: (column: Sql, from: FieldSpec, to: FieldSpec, context?: ParseContext) => Sql,
  bad: (column: Sql, from: FieldSpec, to: FieldSpec) => Sql = () => NEVER,
): Change {
  return {
    safety: () => 'convert',
    convert: (column, from, to, context) => ({
      using: using(column, from, to, context),
      bad: bad(column, from, to),
    }),
  }
}

/** One entry for each of several types. */
export function forEach(types: readonly string[], change: Change): Changes {
  return Object.fromEntries(types.map(type => [type, change]))
}

/** A literal: DDL takes no bind values. */
export function literal(text: string): Sql {
  return raw(`'${text.replaceAll("'", "''")}'`)
}

export function literals(texts: readonly string[]): Sql {
  return texts.reduce((list, text, index) => sql`${list}${raw(index ? ', ' : '')}${literal(text)}`, empty)
}

/** Longer than the field takes, in UTF-16 units as when it is typed in. */
export function isTooLong(text: Sql, length: number): Sql {
  return sql`char_length(regexp_replace(${text}, ${literal('[\\U00010000-\\U0010FFFF]')}, 'xx', 'g')) > ${raw(String(length))}`
}

/** Year, month and day of the Gregorian calendar, leap years included, as a PostgreSQL regular expression. */
const DAY = [
  '\\d{4}-(0[13578]|1[02])-(0[1-9]|[12]\\d|3[01])',
  '\\d{4}-(0[469]|11)-(0[1-9]|[12]\\d|30)',
  '\\d{4}-02-(0[1-9]|1\\d|2[0-8])',
  '(\\d\\d(0[48]|[2468][048]|[13579][26])|([02468][048]|[13579][26])00)-02-29',
].join('|')
const RANGE = '(?=1[7-9]|[23]|4000)'
const CLOCK = '([01]\\d|2[0-3]):[0-5]\\d(:[0-5]\\d(\\.\\d{1,9})?)?'
const OFFSET = '(Z|[+-](0\\d|1[0-4])(:?[0-5]\\d)?)'

export const DATE_PATTERN = `^${RANGE}(${DAY})$`
export const TIME_PATTERN = `^${CLOCK}Z?$`
export const DATE_TIME_PATTERN = `^${RANGE}(${DAY})T${CLOCK}${OFFSET}$`
export const DECIMAL_PATTERN = '^[+-]?(\\d{1,40}(\\.\\d{0,40})?|\\.\\d{1,40})$'

/** True for text that does not match; null stays null and is no offence. */
export function mismatches(text: Sql, pattern: string): Sql {
  return sql`${text} !~ ${literal(pattern)}`
}
