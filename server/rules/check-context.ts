import type { Problem } from '../kernel/errors.ts'
import type { Rule, RuleScope } from './rule.ts'

/** Bounds of one rule, with the formulas that it inlines. */
export const MAX_NODES = 2000
export const MAX_DEPTH = 64
export const MAX_FORMULA_DEPTH = 10
export const MAX_LITERAL = 32_768
const MAX_PROBLEMS = 20

/** What checking one rule knows and gathers. */
export interface CheckContext {
  readonly scope: RuleScope
  readonly allowPrior: boolean
  readonly problems: Problem[]
  /** Counts down to the bound. */
  readonly budget: { nodes: number }
  /** Relationship path that references are relative to, with its dot: `order__r.`. */
  readonly prefix: string
  /** True inside `priorValue` of a formula: references are to values before the save. */
  readonly prior: boolean
  /** The rule was formula text: percentages are fractions in it. */
  readonly isFormulaText: boolean
  /** Blank numbers count as 0. */
  readonly blanksAsZero: boolean
  /** Paths of the formulas being inlined, outermost first. */
  readonly formulas: readonly string[]
  readonly depth: number
  /** JSON pointer of the rule's part that is being checked. */
  readonly path: string
}

/** How the text of a rule is read. */
export type RuleReading = Pick<CheckContext, 'allowPrior' | 'isFormulaText' | 'blanksAsZero'>

export function startContext(scope: RuleScope, reading: RuleReading): CheckContext {
  const budget = { nodes: MAX_NODES }
  return {
    ...reading,
    scope,
    problems: [],
    budget,
    prefix: '',
    prior: false,
    formulas: [],
    depth: 0,
    path: '',
  }
}

export function reportAt(
  context: CheckContext,
  problem: Pick<Problem, 'code' | 'message' | 'hint'>,
  path: string,
): undefined {
  if (context.problems.length < MAX_PROBLEMS) context.problems.push({ ...problem, path })
  return undefined
}

/** The part of a JSON pointer for an operator or an index: `/` in operators is escaped. */
export function pointerPart(part: string | number): string {
  return `/${String(part).replaceAll('~', '~0').replaceAll('/', '~1')}`
}

export function isCall(rule: Rule): rule is { readonly [operator: string]: Rule } {
  return typeof rule === 'object' && rule !== null && !Array.isArray(rule)
}
