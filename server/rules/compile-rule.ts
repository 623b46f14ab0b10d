import type { Problem } from '../kernel/errors.ts'
import { startContext } from './check-context.ts'
import { checkRule } from './check-rule.ts'
import { asValue, fitNode, withArticle } from './fit-arguments.ts'
import { locateProblem } from './formula/locate-problem.ts'
import { parseFormula } from './formula/parse-formula.ts'
import { someNode } from './node.ts'
import { toLogic } from './node-to-logic.ts'
import type { Node } from './operation.ts'
import { toCondition } from './operations/truth.ts'
import { toPercents } from './percentages.ts'
import { collectReferences } from './references.ts'
import type { CompiledRule, Rule, RuleScope, RuleType } from './rule.ts'
import { rememberTree } from './typed-rule.ts'

export interface CompileOptions {
  /** May the rule ask isNew, isChanged and priorValue? */
  readonly allowPrior?: boolean
  /** The type that the rule must give; a literal is converted to it. */
  readonly expect?: RuleType
  /** The rule gives percentages: what formula text computes is a fraction of 1. */
  readonly isPercent?: boolean
  /** Blank numbers that the rule reads count as 0. */
  readonly blanksAsZero?: boolean
}

export type CompileResult = { readonly rule: CompiledRule } | { readonly problems: readonly Problem[] }

/**
 * Checks a rule against its scope. A string is Salesforce formula text, anything else JsonLogic. `path` of a
 * problem points into the JsonLogic (`/and/0/==/1`); problems of formula text say line and column.
 */
export function compileRule(source: Rule, scope: RuleScope, options: CompileOptions = {}): CompileResult {
  if (typeof source !== 'string') return compileLogic(source, scope, options, false)
  const parsed = parseFormula(source)
  if ('problems' in parsed) return parsed
  const result = compileLogic(parsed.logic, scope, options, true)
  if ('rule' in result) return result
  const { logic, offsets } = parsed
  return { problems: result.problems.map(problem => locateProblem(problem, source, logic, offsets)) }
}

function compileLogic(
  logic: Rule,
  scope: RuleScope,
  { allowPrior = false, blanksAsZero = false, isPercent = false, expect }: CompileOptions,
  isFormulaText: boolean,
): CompileResult {
  const context = startContext(scope, { allowPrior, blanksAsZero, isFormulaText })
  const tree = checkRule(logic, context)
  if (!tree) return { problems: context.problems }
  const fitted = expect === undefined ? expectValue(tree) : expectType(tree, expect)
  if ('problems' in fitted) return fitted
  const isFraction = isFormulaText && isPercent && fitted.tree.type === 'number'
  return { rule: freezeRule(isFraction ? toPercents(fitted.tree) : fitted.tree) }
}

function expectValue(tree: Node): { tree: Node } | { problems: readonly Problem[] } {
  const result = asValue(tree)
  if ('fitted' in result) return { tree: result.fitted }
  return { problems: [{ code: result.misfit.code, message: result.misfit.reason, path: '' }] }
}

function expectType(tree: Node, type: RuleType): { tree: Node } | { problems: readonly Problem[] } {
  const result = fitNode(tree, type)
  if ('fitted' in result) return { tree: type === 'boolean' ? toCondition(result.fitted) : result.fitted }
  const found = tree.kind === 'literal' ? result.misfit.reason : `The rule gives ${withArticle(tree.type)}.`
  const message = `${found} It must give ${withArticle(type)}.`
  return { problems: [{ code: 'rule.type-mismatch', message, path: '' }] }
}

function freezeRule(tree: Node): CompiledRule {
  const types = collectReferences(tree)
  const needsPrior = someNode(tree, node => {
    if (node.kind === 'call') return node.operation.needsPrior === true
    return node.kind === 'reference' && node.prior === true
  })
  const rule: CompiledRule = Object.freeze({
    logic: toLogic(tree),
    type: tree.type,
    references: Object.freeze([...types.keys()]),
    types: Object.freeze(Object.fromEntries(types)),
    needsPrior,
  })
  rememberTree(rule, tree)
  return rule
}
