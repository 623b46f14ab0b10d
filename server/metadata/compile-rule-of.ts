import type { JSONPath } from 'jsonc-parser'
import type { Problem } from '../kernel/errors.ts'
import { compileRule } from '../rules/compile-rule.ts'
import type { CompiledRule, Rule, RuleType } from '../rules/rule.ts'
import type { Component, ComponentKey, Finding } from './component.ts'
import type { ModelDraft, ObjectDraft } from './model-draft.ts'
import type { FieldModel } from './org-model.ts'
import { makeScope, type ScopeRecord } from './rule-scope.ts'

/** Where parts of a rule stand that was put together from several places. */
export type RulePlaces = ReadonlyMap<Rule, JSONPath>

export interface RulePlace {
  readonly rule: Rule
  /** Where the rule stands in the component's JSON. */
  readonly at: JSONPath
  /** Of parts that are not written where `at` says. */
  readonly places?: RulePlaces
  readonly object: ObjectDraft
  /** `$Source` of a lookup filter. */
  readonly source?: ObjectDraft | undefined
  /** What the rule must give. */
  readonly type: RuleType
  readonly allowPrior: boolean
  /** The field that the rule gives its value: says how percentages and blanks are meant. */
  readonly field?: Pick<FieldModel, 'fieldType' | 'formulaTreatBlanksAs'>
}

export interface RuleAttempt {
  /** Undefined when there are findings. */
  readonly rule?: CompiledRule
  readonly findings: readonly Finding[]
  /** Fields that it names, and those that formulas among them use. */
  readonly uses: readonly ComponentKey[]
}

/** Compiles a rule of a component: notes the fields that it uses, reports what is wrong with it. */
export function compileRuleOf(
  draft: ModelDraft,
  component: Component,
  place: RulePlace,
): CompiledRule | undefined {
  const { rule, findings, uses } = tryRule(draft, component, place)
  for (const use of uses) draft.refer(component, place.at, use)
  for (const finding of findings) draft.report(finding)
  return rule
}

export function tryRule(draft: ModelDraft, component: Component, place: RulePlace): RuleAttempt {
  const { rule, object, source, type, allowPrior, field } = place
  const record: ScopeRecord = { uses: new Map(), missing: new Map() }
  const scope = makeScope(draft, { object, source }, record)
  const result = compileRule(rule, scope, {
    allowPrior,
    expect: type,
    isPercent: field?.fieldType.isPercent === true,
    blanksAsZero: field?.formulaTreatBlanksAs === 'BlankAsZero',
  })
  const uses = [...record.uses.values()]
  if ('rule' in result) return { rule: result.rule, findings: [], uses }
  return { findings: result.problems.map(problem => toFinding(component, place, problem, record)), uses }
}

function toFinding(component: Component, place: RulePlace, problem: Problem, record: ScopeRecord): Finding {
  const missing = [...record.missing].find(([path]) => problem.message.includes(`"${path}"`))?.[1]
  return {
    check: problem.code === 'rule.formula-cycle' ? 'formula.cycle' : problem.code,
    component,
    at: locatePart(place, problem.path ?? ''),
    message: problem.message,
    ...(problem.hint !== undefined && { hint: problem.hint }),
    ...(missing?.missing && { missing: missing.missing }),
  }
}

/** Where the part of the rule stands that the JSON pointer names; what was put together is told as a whole. */
function locatePart({ rule, at, places }: RulePlace, pointer: string): JSONPath {
  const keys = pointer.split('/').slice(1).map(unescapePart)
  if (!places) return [...at, ...keys]
  let part: unknown = rule
  let found = places.get(rule) ?? at
  for (const key of keys) {
    part = (part as Readonly<Record<string | number, unknown>> | null)?.[key]
    found = places.get(part as Rule) ?? found
  }
  return found
}

function unescapePart(part: string): string | number {
  return /^\d+$/.test(part) ? Number(part) : part.replaceAll('~1', '/').replaceAll('~0', '~')
}
