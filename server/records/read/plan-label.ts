import sql, { join, raw } from 'sql-template-tag'
import type { PicklistValue } from '../../fields/field-spec.ts'
import type { Parsed } from '../../fields/field-type.ts'
import { quoteJson } from '../../fields/quote-json.ts'
import type { FieldModel } from '../../metadata/org-model.ts'
import type { RuleType } from '../../rules/rule.ts'
import { quoteLiteral } from '../../storage/sql/names.ts'
import type { ComparisonOperator, FunctionOperand, Operand } from '../query/query.ts'
import type { Expression } from './plan-field.ts'
import { computedText } from './plan-type.ts'

/** The labels of a picklist by value; undefined for other fields. */
export function labelsOf(field: FieldModel | undefined): ReadonlyMap<string, string> | undefined {
  return field?.values && new Map(field.values.map(value => [value.fullName, value.label]))
}

/**
 * `toLabel(Status) = 'Open'`: literals are labels, and are brought to the values that are stored, so that indexes
 * serve. What is not about equality compares the labels themselves.
 */
export function labelExpression(
  expression: Expression,
  operand: Operand,
  operator: ComparisonOperator = '=',
): Expression {
  const { field, type } = expression
  if (operand.kind !== 'function' || operand.name.toUpperCase() !== 'TOLABEL' || !field?.values)
    return expression
  if (operator !== '=' && operator !== '!=') return comparedAsText(expression, field.values)
  const byLabel = new Map(field.values.map(value => [value.label.toLowerCase(), value.fullName]))
  const parse = (text: string): Parsed => ({ value: byLabel.get(text.toLowerCase()) ?? text })
  return { ...expression, type: { ...type, parse } }
}

function comparedAsText(expression: Expression, values: readonly PicklistValue[]): Expression {
  if (expression.type.family !== 'text') return expression
  const cases = values.map(
    ({ fullName, label }) => sql`WHEN ${raw(quoteLiteral(fullName))} THEN ${raw(quoteLiteral(label))}`,
  )
  if (cases.length === 0) return expression
  const { field: _, ...rest } = expression
  return {
    ...rest,
    sql: sql`(CASE ${expression.sql} ${join(cases, ' ')} ELSE ${expression.sql} END)`,
    type: computedText,
  }
}

/** toLabel and FORMAT change how a value is answered, not what is selected. */
export function shownExpression(
  expression: Expression,
  operand: FunctionOperand,
  timeZone: string,
): Expression {
  const { type, field } = expression
  const name = operand.name.toUpperCase()
  const labels = name === 'TOLABEL' ? labelsOf(field) : undefined
  const show = labels ? labelShower(expression, labels) : name === 'FORMAT' ? SHOWN[type.family] : undefined
  if (!show) return expression
  const shown = (raw: string): string => show(String(type.fromDatabase(raw)), timeZone)
  return {
    ...expression,
    type: {
      ...type,
      family: 'text',
      toJson: raw => quoteJson(shown(raw)),
      fromDatabase: shown,
      toCell: String,
    },
  }
}

function labelShower({ type }: Expression, labels: ReadonlyMap<string, string>): Show {
  if (type.family !== 'list') return value => labels.get(value) ?? value
  return value =>
    value
      .split(',')
      .map(choice => labels.get(choice) ?? choice)
      .join(';')
}

type Show = (value: string, timeZone: string) => string

/** FORMAT as the locale en_US writes it. */
const SHOWN: Readonly<Partial<Record<RuleType, Show>>> = {
  number: value => {
    const [whole = '', decimals] = value.split('.')
    const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',')
    return decimals === undefined ? grouped : `${grouped}.${decimals}`
  },
  date: value => {
    const [year, month, day] = value.split('-').map(Number)
    return `${month}/${day}/${year}`
  },
  datetime: (value, timeZone) => {
    const format = new Intl.DateTimeFormat('en-US', { dateStyle: 'short', timeStyle: 'short', timeZone })
    // A narrow space stands before AM and PM since some version of the locale data.
    return format.format(new Date(value)).replaceAll('\u202f', ' ')
  },
}
