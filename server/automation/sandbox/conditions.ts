import type { Condition, Literal, Operand, Query } from '../../records/query/query.ts'
import { toLiteral } from './literals.ts'

/** As hooks write them: a triple, or a group. */
export type ConditionInput =
  | readonly [path: string, operator: string, value: unknown]
  | { readonly any: readonly ConditionInput[] }
  | { readonly all: readonly ConditionInput[] }
  | { readonly not: ConditionInput }

const LISTS: Readonly<Record<string, { kind: 'in' | 'includes'; not: boolean }>> = {
  in: { kind: 'in', not: false },
  'not in': { kind: 'in', not: true },
  includes: { kind: 'includes', not: false },
  excludes: { kind: 'includes', not: true },
}

export function toCondition(input: ConditionInput): Condition {
  if (isTriple(input)) return compare({ kind: 'field', path: input[0] }, input[1], input[2])
  if ('any' in input) return { kind: 'or', of: input.any.map(toCondition) }
  if ('all' in input) return { kind: 'and', of: input.all.map(toCondition) }
  return { kind: 'not', of: toCondition(input.not) }
}

export function both(left: Condition | undefined, right: Condition): Condition {
  return left ? { kind: 'and', of: [left, right] } : right
}

export function compare(left: Operand, operator: string, value: unknown): Condition {
  const list = LISTS[operator]
  if (!list) {
    const right: Literal = toLiteral(value)
    return { kind: 'compare', left, operator: operator.toUpperCase() as '=', right }
  }
  const query = queryOf(value)
  if (query && left.kind === 'field') return { kind: 'semiJoin', left, not: list.not, query }
  if (!Array.isArray(value)) throw new TypeError(`"${operator}" takes a list, or a query of one field.`)
  return { ...list, left, values: value.map(toLiteral) }
}

function isTriple(input: ConditionInput): input is readonly [string, string, unknown] {
  return Array.isArray(input)
}

/** The query of a builder. */
function queryOf(value: unknown): Query | undefined {
  const isBuilder = typeof value === 'object' && value !== null && 'query' in value && 'rows' in value
  return isBuilder ? (value.query as Query) : undefined
}
