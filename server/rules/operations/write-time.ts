import { areEqual } from '../compare-values.ts'
import { makeCall } from '../make-call.ts'
import type { CheckCall, Node, Operation } from '../operation.ts'
import type { RuleEnvironment, RuleValue } from '../rule.ts'
import { toRuleValue } from './reference.ts'

/** The field that the call names, as a text or as `{"var": …}`. */
function namedField(call: CheckCall): string | undefined {
  const raw = call.raw[0]
  if (typeof raw === 'string') return raw
  if (raw && typeof raw === 'object' && !Array.isArray(raw) && Object.keys(raw).join() === 'var') {
    const name = (raw as { var: unknown }).var
    const path = Array.isArray(name) && name.length === 1 ? name[0] : name
    if (typeof path === 'string') return path
  }
  const message = `\`${call.operation.name}\` takes a field: {"${call.operation.name}": [{"var": "Status"}]}.`
  return call.report({ code: 'rule.invalid-reference', message }, 0)
}

/** The field's value before this save; blank for a new record. */
export const priorValue: Operation = {
  name: 'priorValue',
  arity: [1, 1],
  check: call => {
    const path = namedField(call)
    return path === undefined ? undefined : call.reference(path, 0, true)
  },
  needsEnvironment: true,
  needsPrior: true,
  evaluate(this: RuleEnvironment, path: string) {
    return this.isNew ? null : toRuleValue(this.prior(path))
  },
}

/** `{"isChanged": [field]}` becomes `{"isChanged": [now, before]}`, which also stands for a formula. */
function checkIsChanged(call: CheckCall): Node | undefined {
  const path = call.raw.length === 1 ? namedField(call) : undefined
  const both =
    path === undefined
      ? call.raw.length === 2
        ? call.arguments()
        : undefined
      : [call.reference(path, 0), call.reference(path, 0, true)]
  if (!both?.every(side => side !== undefined)) return undefined
  return makeCall(isChanged, 'boolean', both as readonly Node[])
}

/** Did this save change the field? False for a new record. */
const isChanged: Operation = {
  name: 'isChanged',
  arity: [1, 2],
  check: checkIsChanged,
  neverBlank: true,
  needsEnvironment: true,
  needsPrior: true,
  evaluate(this: RuleEnvironment, now: RuleValue, before: RuleValue) {
    return !this.isNew && !areEqual(now, before)
  },
}

const isNew: Operation = {
  name: 'isNew',
  arity: [0, 0],
  signatures: [{ parameters: [], result: 'boolean' }],
  neverBlank: true,
  needsEnvironment: true,
  needsPrior: true,
  evaluate(this: RuleEnvironment) {
    return this.isNew
  },
}

export const writeTimeOperations: readonly Operation[] = [priorValue, isChanged, isNew]
