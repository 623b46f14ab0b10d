import type { RawValue } from 'sql-template-tag'
import { dateAt } from '../../rules/zoned-time.ts'
import { isDateLiteral } from '../query/date-literal-names.ts'
import { type DayRange, rangeOfDateLiteral, startOfDay } from '../query/date-range.ts'
import type { Literal } from '../query/query.ts'
import { addSlot, literalOf, type PlanContext, type RunValues } from './plan-context.ts'
import { queryError } from './plan-errors.ts'
import type { Expression } from './plan-field.ts'

/** Salesforce's name of a family, and the types of literals that it is compared with. */
interface Comparability {
  readonly name: string
  readonly literals: readonly Literal['type'][]
}

const TEXT: Comparability = { name: 'string', literals: ['string'] }
const BY_FAMILY: Readonly<Record<string, Comparability>> = {
  text: TEXT,
  id: TEXT,
  list: TEXT,
  number: { name: 'double', literals: ['number', 'currency'] },
  boolean: { name: 'boolean', literals: ['boolean'] },
  date: { name: 'date', literals: ['date', 'dateLiteral'] },
  datetime: { name: 'dateTime', literals: ['datetime', 'dateLiteral'] },
  time: { name: 'time', literals: ['time'] },
}

/** Null, and the empty string, which is stored as null. */
export function isNullLiteral(literal: Literal): boolean {
  return literal.type === 'null' || (literal.type === 'string' && literal.text === '')
}

/** Throws when literals of this type cannot be compared with the expression. Text from hooks may be of any type. */
export function checkLiteralType(
  { isText }: PlanContext,
  { type, name }: Expression,
  literal: Literal,
): void {
  const known = BY_FAMILY[type.family]
  if (!known || known.literals.includes(literal.type) || (!isText && literal.type === 'string')) return
  const quotes = known === TEXT ? 'should be enclosed in quotes' : 'should not be enclosed in quotes'
  throw queryError(
    'INVALID_FIELD',
    `value of filter criterion for field '${name}' must be of type ${known.name} and ${quotes}`,
    name,
  )
}

/** The value to bind for a literal. Throws INVALID_QUERY_FILTER_OPERATOR for an id that is none, INVALID_FIELD otherwise. */
export function bindLiteral(expression: Expression, literal: Literal, timeZone: string): string {
  const { type, name } = expression
  const text = literal.type === 'currency' ? literal.text.slice(3) : literal.text
  refuseNul(text, name)
  const parsed = type.parse(text, { timeZone })
  if ('value' in parsed && parsed.value !== null) return type.toDatabase(parsed.value)
  if (type.family === 'id')
    throw queryError('INVALID_QUERY_FILTER_OPERATOR', `invalid ID field: ${text}`, name)
  const why = 'problem' in parsed ? `: ${parsed.problem.message}` : ''
  throw queryError('INVALID_FIELD', `invalid value of filter criterion for field '${name}'${why}`, name)
}

/** PostgreSQL's text holds every character but this one. */
export function refuseNul(text: string, name: string): void {
  if (!text.includes('\u0000')) return
  throw queryError(
    'INVALID_FIELD',
    `invalid value of filter criterion for field '${name}': it holds a NUL`,
    name,
  )
}

/** A parameter for a literal that fits the expression. */
export function literalSlot(context: PlanContext, expression: Expression, literal: Literal): RawValue {
  const { timeZone } = context
  const read = literalOf(context, literal)
  return addSlot(context, run => bindLiteral(expression, read(run), timeZone))
}

/** Parameters for the begin and the end (which is outside) of what a date literal means for the expression. */
export function rangeSlots(
  context: PlanContext,
  expression: Expression,
  literal: Literal,
): { readonly start: RawValue; readonly end: RawValue } {
  const { timeZone } = context
  const read = literalOf(context, literal)
  if (!isDateLiteral(literal.text)) {
    throw queryError('MALFORMED_QUERY', `'${literal.text}' is no date literal`, literal.text)
  }
  const bound =
    expression.type.family === 'date' ? (day: string) => day : (day: string) => startOfDay(day, timeZone)
  const rangeOf = (run: RunValues): DayRange =>
    rangeOfDateLiteral(read(run).text.toUpperCase(), dateAt(run.now.getTime(), timeZone))
  return {
    start: addSlot(context, run => bound(rangeOf(run).start)),
    end: addSlot(context, run => bound(rangeOf(run).end)),
  }
}
