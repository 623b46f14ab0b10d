import sql, { type Sql } from 'sql-template-tag'
import type { FunctionOperand, Operand } from '../query/query.ts'
import { zoneSlot } from './plan-context.ts'
import { queryError } from './plan-errors.ts'
import { type Expression, fieldExpression } from './plan-field.ts'
import type { Source } from './plan-source.ts'
import { computedDate, computedNumber, type ValueType } from './plan-type.ts'

interface Computed {
  readonly sql: Sql
  readonly type: ValueType
}

interface QueryFunction {
  readonly isAggregate?: boolean
  /** Takes a date-time in the org's zone too: `convertTimezone(…)`. */
  readonly isOfDays?: boolean
  /** Families of the argument that it takes; undefined: all. */
  readonly takes?: readonly string[]
  readonly compute: (argument: Expression, source: Source) => Computed
}

const NUMBERS = ['number']
const DAYS = ['date', 'datetime']
const INSTANTS = ['datetime']
const ORDERED = ['number', 'date', 'datetime', 'text', 'id', 'time']

function aggregate(
  takes: readonly string[] | undefined,
  compute: (argument: Expression) => Computed,
): QueryFunction {
  return { isAggregate: true, ...(takes && { takes }), compute }
}

function isConverted({ key }: Expression): boolean {
  return key.startsWith('converttimezone(')
}

/** Date-times are taken in UTC, as in Salesforce; convertTimezone() around the field asks for the org's zone. */
function localTime(argument: Expression): Sql {
  const isInstant = argument.type.family === 'datetime' && !isConverted(argument)
  return isInstant ? sql`(${argument.sql} AT TIME ZONE 'UTC')` : argument.sql
}

function datePart(compute: (time: Sql) => Sql, takes = DAYS): QueryFunction {
  return {
    takes,
    isOfDays: true,
    compute: argument => ({ sql: sql`(${compute(localTime(argument))})::numeric`, type: computedNumber }),
  }
}

const year = datePart(time => sql`extract(year FROM ${time})`)
const quarter = datePart(time => sql`extract(quarter FROM ${time})`)
const month = datePart(time => sql`extract(month FROM ${time})`)
/** Answered as the field is; what it looks like is made when the rows are written. */
const unchanged: QueryFunction = { compute: ({ sql, type }) => ({ sql, type }) }

/** By name in upper case. The fiscal year is the calendar year. */
const FUNCTIONS: Readonly<Record<string, QueryFunction>> = {
  COUNT: aggregate(undefined, ({ sql: x }) => ({ sql: sql`count(${x})::numeric`, type: computedNumber })),
  COUNT_DISTINCT: aggregate(undefined, ({ sql: x, type }) => ({
    sql: sql`count(DISTINCT ${type.comparable(x)})::numeric`,
    type: computedNumber,
  })),
  SUM: aggregate(NUMBERS, ({ sql: x }) => ({ sql: sql`sum(${x})`, type: computedNumber })),
  AVG: aggregate(NUMBERS, ({ sql: x }) => ({ sql: sql`trim_scale(avg(${x}))`, type: computedNumber })),
  MIN: aggregate(ORDERED, ({ sql: x, type }) => ({ sql: sql`min(${x})`, type })),
  MAX: aggregate(ORDERED, ({ sql: x, type }) => ({ sql: sql`max(${x})`, type })),
  GROUPING: aggregate(undefined, ({ sql: x }) => ({
    sql: sql`grouping(${x})::numeric`,
    type: computedNumber,
  })),
  CALENDAR_YEAR: year,
  CALENDAR_QUARTER: quarter,
  CALENDAR_MONTH: month,
  FISCAL_YEAR: year,
  FISCAL_QUARTER: quarter,
  FISCAL_MONTH: month,
  DAY_IN_MONTH: datePart(time => sql`extract(day FROM ${time})`),
  DAY_IN_WEEK: datePart(time => sql`extract(dow FROM ${time}) + 1`),
  DAY_IN_YEAR: datePart(time => sql`extract(doy FROM ${time})`),
  WEEK_IN_MONTH: datePart(time => sql`div(extract(day FROM ${time}) - 1, 7) + 1`),
  WEEK_IN_YEAR: datePart(time => sql`div(extract(doy FROM ${time}) - 1, 7) + 1`),
  HOUR_IN_DAY: datePart(time => sql`extract(hour FROM ${time})`, INSTANTS),
  DAY_ONLY: {
    takes: INSTANTS,
    isOfDays: true,
    compute: argument => ({ sql: sql`(${localTime(argument)})::date`, type: computedDate }),
  },
  CONVERTTIMEZONE: {
    takes: INSTANTS,
    compute: ({ sql: x, type }, { context }) => ({
      sql: sql`(${x} AT TIME ZONE ${zoneSlot(context)}::text)`,
      type,
    }),
  },
  FORMAT: unchanged,
  TOLABEL: unchanged,
  CONVERTCURRENCY: { ...unchanged, takes: NUMBERS },
}

export function isAggregateName(name: string): boolean {
  return Object.hasOwn(FUNCTIONS, name.toUpperCase()) && FUNCTIONS[name.toUpperCase()]?.isAggregate === true
}

export function operandExpression(source: Source, operand: Operand): Expression {
  return operand.kind === 'field'
    ? fieldExpression(source, operand.path)
    : functionExpression(source, operand)
}

/** A function as it stands in a query. Throws MALFORMED_QUERY or INVALID_FIELD for what it does not take. */
export function functionExpression(source: Source, operand: FunctionOperand): Expression {
  const expression = callExpression(source, operand)
  if (isConverted(expression)) throw misplacedConversion(operand)
  return expression
}

function callExpression(source: Source, operand: FunctionOperand): Expression {
  const name = operand.name.toUpperCase()
  const found = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined
  if (!found) throw queryError('MALFORMED_QUERY', `unknown function: '${operand.name}'`, operand.name)
  const argument = argumentOf(source, operand)
  if (!argument) {
    if (name !== 'COUNT') throw queryError('MALFORMED_QUERY', `${operand.name}() needs a field`, operand.name)
    return { sql: sql`count(*)::numeric`, type: computedNumber, name, key: 'count()', isAggregate: true }
  }
  check(operand, found, argument)
  const { field } = argument
  return {
    ...found.compute(argument, source),
    name: argument.name,
    key: `${name.toLowerCase()}(${argument.key})`,
    isAggregate: found.isAggregate === true || argument.isAggregate,
    ...(field && { field }),
  }
}

function argumentOf(source: Source, { path, of }: FunctionOperand): Expression | undefined {
  if (of) return callExpression(source, of)
  return path === undefined ? undefined : fieldExpression(source, path)
}

function check(
  { name, path, of }: FunctionOperand,
  { takes, isAggregate, isOfDays }: QueryFunction,
  argument: Expression,
): void {
  const { family } = argument.type
  if (of && isConverted(argument) && !isOfDays) throw misplacedConversion(of)
  if (isAggregate && argument.isAggregate) {
    throw queryError('MALFORMED_QUERY', `an aggregate function cannot stand inside ${name}()`, name)
  }
  if (takes && !takes.includes(family)) {
    throw queryError(
      'INVALID_FIELD',
      `field ${path ?? argument.name} does not support the function ${name}: it takes ${takes.join(' or ')}, not ${family}`,
      path ?? name,
    )
  }
  if (isAggregate && argument.field && !argument.field.fieldType.filterable) {
    throw queryError(
      'MALFORMED_QUERY',
      `field ${argument.name} does not support aggregate operator ${name}`,
      path,
    )
  }
}

function misplacedConversion({ name }: FunctionOperand): Error {
  return queryError('MALFORMED_QUERY', `${name}() stands inside a date function only`, name)
}

/** Throws unless the expression has one value a group. GROUPING() asks about what is grouped by. */
export function refuseUngrouped(
  { isAggregate, key, name }: Expression,
  groups: { has(key: string): boolean },
): void {
  const asked = /^grouping\((.*)\)$/.exec(key)?.[1]
  const inner = /^(?:format|tolabel|convertcurrency)\((.*)\)$/.exec(key)?.[1]
  const isGrouped = groups.has(key) || (inner !== undefined && groups.has(inner))
  if (asked === undefined ? isAggregate || isGrouped : groups.has(asked)) return
  throw queryError('MALFORMED_QUERY', `Field must be grouped or aggregated: ${name}`, name)
}
