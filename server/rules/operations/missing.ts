import { ExactDecimal } from '../decimal.ts'
import { makeCall } from '../make-call.ts'
import { literal } from '../node.ts'
import type { CheckCall, Node, Operation } from '../operation.ts'
import type { Rule } from '../rule.ts'
import { plus } from './arithmetic.ts'
import { isBlankOperation } from './blank.ts'
import { lessThan } from './comparison.ts'
import { conditional, MANY, or } from './logic.ts'

/** The named fields, each as `isBlank` of it. */
function blankTests(call: CheckCall, names: readonly Rule[], index: number): readonly Node[] | undefined {
  if (names.length === 0 || !names.every(name => typeof name === 'string')) {
    const message = `\`${call.operation.name}\` takes the names of fields as texts.`
    return call.report({ code: 'rule.invalid-reference', message }, index)
  }
  const references = names.map(name => call.reference(name as string, index))
  if (!references.every(reference => reference !== undefined)) return undefined
  return references.map(reference => makeCall(isBlankOperation, 'boolean', [reference]))
}

/** Is any of the named fields blank? JsonLogic lists them, which counts as true when it lists one. */
const missing: Operation = {
  name: 'missing',
  arity: [1, MANY],
  check: call => {
    const [first] = call.raw
    const tests = blankTests(call, call.raw.length === 1 && Array.isArray(first) ? first : call.raw, 0)
    return tests && makeCall(or, 'boolean', tests)
  },
}

/** Have fewer than so many of the named fields a value? */
const missingSome: Operation = {
  name: 'missing_some',
  arity: [2, 2],
  check: call => {
    const names = call.raw[1]
    const needed = call.argument(0)
    const count = needed && call.coerce(needed, 'number', 0)
    const tests = count && blankTests(call, Array.isArray(names) ? names : [], 1)
    if (!tests) return undefined
    const [none, one] = [literal('number', new ExactDecimal(0)), literal('number', new ExactDecimal(1))]
    const counted = tests.map(test => makeCall(conditional, 'number', [test, none, one]))
    return makeCall(lessThan, 'boolean', [makeCall(plus, 'number', counted), count])
  },
}

export const missingOperations: readonly Operation[] = [missing, missingSome]
