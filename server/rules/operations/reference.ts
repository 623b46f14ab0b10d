import { Decimal, exact } from '../decimal.ts'
import { makeCall } from '../make-call.ts'
import type { CheckCall, Node, Operation } from '../operation.ts'
import type { RuleEnvironment, RuleValue } from '../rule.ts'
import { blankValue } from './blank.ts'

/** The environment's value as rules compute with it. */
export function toRuleValue(value: RuleValue | undefined): RuleValue {
  if (value === undefined || value === '') return null
  return value instanceof Decimal ? exact(value) : value
}

function checkVar(call: CheckCall): Node | undefined {
  const path = call.raw[0]
  if (call.element) {
    if (path === '' && call.raw.length === 1) return call.element
    const message = 'Inside a list operation only {"var": ""} can be read: the element itself.'
    return call.report({ code: 'rule.invalid-reference', message }, 0)
  }
  if (typeof path !== 'string' || path === '') {
    return call.report(
      { code: 'rule.invalid-reference', message: '`var` takes the name of a field as text.' },
      0,
    )
  }
  const reference = call.reference(path, 0)
  if (!reference || call.raw.length === 1) return reference
  const fallback = call.argument(1)
  const both = fallback && call.unify([reference, fallback], [0, 1], 'chosen')
  return both && makeCall(blankValue, (both[0] as Node).type, both)
}

/**
 * `{"var": "order__r.Status"}`. Reads through the environment alone, never through properties. Inside a
 * quantifier json-logic-js makes the element `this`, and `{"var": ""}` is that element.
 */
const reference: Operation = {
  name: 'var',
  arity: [1, 2],
  check: checkVar,
  needsEnvironment: true,
  evaluate(this: RuleEnvironment, path: string) {
    return path === '' ? this : toRuleValue(this.value(path))
  },
}

export const referenceOperations: readonly Operation[] = [reference]
