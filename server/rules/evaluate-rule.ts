import jsonLogic from 'json-logic-js'
import { toRunnable } from './node-to-runnable.ts'
import { operations } from './operations.ts'
import type { CompiledRule, RuleEnvironment, RuleValue } from './rule.ts'
import { treeOf } from './typed-rule.ts'

type Apply = (logic: unknown, environment: RuleEnvironment) => RuleValue

const apply = jsonLogic.apply as unknown as Apply

/** Where constant parts are computed: they read nothing. */
export const NOWHERE: RuleEnvironment = {
  value: () => null,
  prior: () => null,
  isNew: false,
  now: new Date(0),
  timeZone: 'UTC',
}

jsonLogic.rm_operation('log')
for (const { name, evaluate } of operations) {
  if (evaluate) jsonLogic.add_operation(name, evaluate as (...values: never[]) => unknown)
}

const computeConstant = (logic: unknown) => apply(logic, NOWHERE)

const runnables = new WeakMap<CompiledRule, { readonly logic: unknown }>()

/** The rule's value for a record. Never fails: bad values give blank. */
export function evaluateRule(rule: CompiledRule, environment: RuleEnvironment): RuleValue {
  let runnable = runnables.get(rule)
  if (!runnable) {
    runnable = { logic: toRunnable(treeOf(rule), computeConstant) }
    runnables.set(rule, runnable)
  }
  return apply(runnable.logic, environment)
}
