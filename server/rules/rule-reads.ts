import { evaluateRule, NOWHERE } from './evaluate-rule.ts'
import { someNode } from './node.ts'
import { isConstant } from './node-to-runnable.ts'
import type { CompiledRule, RuleValue } from './rule.ts'
import { treeOf } from './typed-rule.ts'

/** The value of a rule that reads nothing: the same for every record, at any moment. Undefined for the others. */
export function constantOf(rule: CompiledRule): RuleValue | undefined {
  return isConstant(treeOf(rule)) ? evaluateRule(rule, NOWHERE) : undefined
}

/** True when the answer depends on the clock or on who asks: stored, it would soon be wrong. */
export function readsMoment(rule: CompiledRule): boolean {
  return (
    rule.references.some(path => path.startsWith('$User.')) ||
    someNode(treeOf(rule), node => node.kind === 'call' && node.operation.asksClock === true)
  )
}
