import { type CheckContext, MAX_FORMULA_DEPTH, reportAt } from './check-context.ts'
import { ZERO } from './decimal.ts'
import { fitNode, withArticle } from './fit-arguments.ts'
import { explainGlobal } from './formula/globals.ts'
import { parseFormula } from './formula/parse-formula.ts'
import { makeCall } from './make-call.ts'
import { nearest } from './nearest.ts'
import { literal } from './node.ts'
import type { Node } from './operation.ts'
import { blankValue } from './operations/blank.ts'
import { toFraction, toPercents } from './percentages.ts'
import type { Rule, ScopeField } from './rule.ts'

type CheckRule = (rule: Rule, context: CheckContext) => Node | undefined

/** The field of a path, or its formula in its place with the references re-based on the path's relationships. */
export function resolveReference(
  name: string,
  context: CheckContext,
  checkRule: CheckRule,
): Node | undefined {
  const path = name.startsWith('$') ? name : context.prefix + name
  const field = context.scope.resolve(path)
  if (!field) return reportUnknownField(path, context)
  if (field.formula === undefined) return asRead(makeReference(field, context), field, context, false)
  const node = inlineFormula(field, field.formula, context, checkRule)
  return node && asRead(node, field, context, typeof field.formula === 'string')
}

function makeReference(field: ScopeField, context: CheckContext): Node {
  return {
    kind: 'reference',
    type: field.type,
    path: field.path,
    ...(context.prior ? { prior: true } : {}),
    ...(field.values ? { values: field.values } : {}),
    ...(field.pickVals ? { pickVals: field.pickVals } : {}),
  }
}

/** The field's value as the rule that reads it takes it; `isFraction`: a formula text gave it. */
function asRead(node: Node, field: ScopeField, context: CheckContext, isFraction: boolean): Node {
  if (field.type !== 'number') return node
  const isPercent = field.isPercent === true && isFraction !== context.isFormulaText
  const unit = isPercent ? (isFraction ? toPercents(node) : toFraction(node)) : node
  return context.blanksAsZero ? makeCall(blankValue, 'number', [unit, literal('number', ZERO)]) : unit
}

function reportUnknownField(path: string, context: CheckContext): undefined {
  const why = context.scope.explain?.(path) ?? explainGlobal(path)
  if (why) {
    const { message, hint } = why
    return reportAt(context, { code: 'rule.unknown-field', message, ...(hint && { hint }) }, context.path)
  }
  const meant = nearest(path, context.scope.names(path))
  const message = `There is no field "${path.slice(0, 255)}".${meant ? ` Did you mean "${meant}"?` : ''}`
  return reportAt(context, { code: 'rule.unknown-field', message }, context.path)
}

function inlineFormula(
  field: ScopeField,
  formula: Rule,
  context: CheckContext,
  checkRule: CheckRule,
): Node | undefined {
  const chain = [...context.formulas, field.path]
  if (context.formulas.includes(field.path) || chain.length > MAX_FORMULA_DEPTH) {
    const message = `The formula needs itself: ${chain.slice(0, MAX_FORMULA_DEPTH).join(' → ')}.`
    return reportAt(context, { code: 'rule.formula-cycle', message }, context.path)
  }
  const parsed = typeof formula === 'string' ? parseFormula(formula) : { logic: formula }
  if ('problems' in parsed) {
    const message = `The formula of ${field.path} is wrong: ${parsed.problems[0]?.message ?? ''}`
    return reportAt(context, { code: 'rule.invalid-formula', message }, context.path)
  }
  const prefix = field.path.slice(0, field.path.lastIndexOf('.') + 1)
  const isFormulaText = typeof formula === 'string'
  const blanksAsZero = field.blanksAsZero === true
  const inside = { ...context, prefix, formulas: chain, isFormulaText, blanksAsZero }
  const node = checkRule(parsed.logic, inside)
  if (!node) return undefined
  const fitted = fitNode(node, field.type)
  if ('fitted' in fitted) return fitted.fitted
  const message = `The formula of ${field.path} gives ${withArticle(node.type)}, not ${withArticle(field.type)}.`
  return reportAt(context, { code: 'rule.type-mismatch', message }, context.path)
}
