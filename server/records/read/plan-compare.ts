import sql, { join, type RawValue, type Sql } from 'sql-template-tag'
import type { ComparisonOperator, Literal } from '../query/query.ts'
import { addSlot, listOf, literalOf, type PlanContext } from './plan-context.ts'
import { queryError } from './plan-errors.ts'
import type { Expression } from './plan-field.ts'
import {
  bindLiteral,
  checkLiteralType,
  isNullLiteral,
  literalSlot,
  rangeSlots,
  refuseNul,
} from './plan-literal.ts'

type Compare = (left: Sql, right: Sql) => Sql
type CompareRange = (left: Sql, start: RawValue, end: RawValue) => Sql
interface Operator {
  readonly compare: Compare
  /** Against all that lies from `start` up to `end`. */
  readonly range: CompareRange
}

const within: CompareRange = (left, start, end) => sql`(${left} >= ${start} AND ${left} < ${end})`

/** As in Salesforce, `!=` also finds rows without a value. */
const OPERATORS: Readonly<Record<Exclude<ComparisonOperator, 'LIKE'>, Operator>> = {
  '=': { compare: (left, right) => sql`${left} = ${right}`, range: within },
  '!=': {
    compare: (left, right) => sql`${left} IS DISTINCT FROM ${right}`,
    range: (left, start, end) => sql`${within(left, start, end)} IS NOT TRUE`,
  },
  '<': { compare: (left, right) => sql`${left} < ${right}`, range: (left, start) => sql`${left} < ${start}` },
  '<=': {
    compare: (left, right) => sql`${left} <= ${right}`,
    range: (left, _, end) => sql`${left} < ${end}`,
  },
  '>': { compare: (left, right) => sql`${left} > ${right}`, range: (left, _, end) => sql`${left} >= ${end}` },
  '>=': {
    compare: (left, right) => sql`${left} >= ${right}`,
    range: (left, start) => sql`${left} >= ${start}`,
  },
}

const ORDERED = new Set(['text', 'number', 'date', 'datetime', 'time', 'id'])

/** `left operator literal` as a criterion. */
export function compareSql(
  context: PlanContext,
  left: Expression,
  operator: ComparisonOperator,
  literal: Literal,
): Sql {
  if (operator === 'LIKE') return likeSql(context, left, literal)
  if (!Object.hasOwn(OPERATORS, operator))
    throw queryError('MALFORMED_QUERY', `unknown operator: '${operator}'`)
  const isEquality = operator === '=' || operator === '!='
  if (!isEquality && !ORDERED.has(left.type.family)) throw invalidOperator(left)
  if (isNullLiteral(literal)) return nullSql(left, operator)
  checkLiteralType(context, left, literal)
  const { compare, range } = OPERATORS[operator]
  if (literal.type === 'dateLiteral') {
    const { start, end } = rangeSlots(context, left, literal)
    return range(left.sql, start, end)
  }
  const right = sql`${literalSlot(context, left, literal)}`
  if (left.type.family === 'list') return sameSetSql(left, right, operator === '!=')
  const { comparable } = left.type
  return compare(comparable(left.sql), comparable(right))
}

/** Nothing is less or greater than null. */
function nullSql(left: Expression, operator: ComparisonOperator): Sql {
  if (operator === '=') return sql`${left.sql} IS NULL`
  return operator === '!=' ? sql`${left.sql} IS NOT NULL` : sql`FALSE`
}

function invalidOperator({ name, type }: Expression): Error {
  return queryError(
    'INVALID_QUERY_FILTER_OPERATOR',
    `invalid operator on ${type.family} field '${name}'`,
    name,
  )
}

/** The same choices, in whatever order they were written. */
function sameSetSql({ sql: left }: Expression, right: Sql, not: boolean): Sql {
  const list = sql`${right}::text[]`
  const same = sql`(${left} @> ${list} AND ${left} <@ ${list})`
  return not ? sql`${same} IS NOT TRUE` : same
}

function likeSql(context: PlanContext, left: Expression, literal: Literal): Sql {
  if (left.type.family !== 'text') throw invalidOperator(left)
  if (isNullLiteral(literal)) return sql`${left.sql} IS NULL`
  checkLiteralType(context, left, literal)
  const read = literalOf(context, literal)
  const pattern = addSlot(context, run => toPattern(read(run), left.name))
  if (left.field?.caseSensitive) return sql`${left.sql} LIKE ${pattern}`
  return sql`lower(${left.sql}) LIKE lower(${pattern}::text)`
}

/** A backslash at the end has nothing to escape: it stands for itself. */
function toPattern({ text, pattern = text }: Literal, name: string): string {
  refuseNul(pattern, name)
  const trailing = /\\*$/.exec(pattern)?.[0].length ?? 0
  return trailing % 2 === 0 ? pattern : `${pattern}\\`
}

/** `left [NOT] IN (…)`. NOT IN also finds rows without a value, unless the list holds null. */
export function inSql(context: PlanContext, left: Expression, not: boolean, values: readonly Literal[]): Sql {
  if (left.type.family === 'list') throw invalidOperator(left)
  for (const literal of values) if (!isNullLiteral(literal)) checkLiteralType(context, left, literal)
  const hasNull = values.some(isNullLiteral)
  const ranges = values.filter(literal => literal.type === 'dateLiteral')
  const plain = values.filter(literal => !isNullLiteral(literal) && literal.type !== 'dateLiteral')
  const parts: Sql[] = ranges.map(literal => compareSql(context, left, '=', literal))
  if (plain.length > 0) parts.push(anySql(context, left, plain.length === values.length ? values : plain))
  if (hasNull) parts.push(sql`${left.sql} IS NULL`)
  if (parts.length === 0) parts.push(sql`FALSE`)
  const found = parts.length === 1 ? (parts[0] as Sql) : sql`(${join(parts, ' OR ')})`
  return not ? sql`(${found}) IS NOT TRUE` : found
}

/** One array parameter, so that lists of any length are one shape. */
function anySql(context: PlanContext, left: Expression, values: readonly Literal[]): Sql {
  const { timeZone } = context
  const list = listOf(context, values)
  const readers = list ? [] : values.map(literal => literalOf(context, literal))
  const parameter = addSlot(context, run => {
    const literals = list ? list(run) : readers.map(read => read(run))
    return literals.map(literal => bindLiteral(left, literal, timeZone))
  })
  const { comparable } = left.type
  const compared = comparable(left.sql)
  if (compared === left.sql || compared.text === left.sql.text) return sql`${left.sql} = ANY(${parameter})`
  const each = comparable(sql`v.item`)
  return sql`${compared} = ANY(ARRAY(SELECT ${each} FROM unnest(${parameter}::text[]) AS v(item)))`
}

/** INCLUDES and EXCLUDES: a text `A;B` asks for both. */
export function includesSql(
  context: PlanContext,
  left: Expression,
  not: boolean,
  values: readonly Literal[],
): Sql {
  if (left.type.family !== 'list') throw invalidOperator(left)
  for (const literal of values) checkLiteralType(context, left, literal)
  const list = listOf(context, values)
  const readers = list ? [] : values.map(literal => literalOf(context, literal))
  const parameter = addSlot(context, run => {
    const literals = list ? list(run) : readers.map(read => read(run))
    return literals.map(literal => choicesOf(left, literal, context.timeZone))
  })
  const found = sql`EXISTS (SELECT 1 FROM unnest(${parameter}::text[]) AS v(item) WHERE ${left.sql} @> v.item::text[])`
  return not ? sql`NOT ${found}` : found
}

function choicesOf(left: Expression, literal: Literal, timeZone: string): string {
  return literal.text === '' ? '{}' : bindLiteral(left, literal, timeZone)
}
