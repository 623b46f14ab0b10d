import { ExactDecimal } from '../decimal.ts'
import { makeCall } from '../make-call.ts'
import { nearest } from '../nearest.ts'
import { literal } from '../node.ts'
import type { CheckCall, LiteralNode, Node, Operation } from '../operation.ts'
import type { PickValKeys, RuleType } from '../rule.ts'
import { caseOf, isIn } from './picklists.ts'

type Key = keyof PickValKeys

const TYPES: Readonly<Record<Key, RuleType>> = {
  category: 'text',
  closed: 'boolean',
  converted: 'boolean',
  forecastCategory: 'text',
  highPriority: 'boolean',
  probability: 'number',
  reviewed: 'boolean',
  won: 'boolean',
}

function checkKey(call: CheckCall): Node | undefined {
  const node = call.argument(0)
  if (!node) return undefined
  if (node.kind !== 'reference' || !node.pickVals) {
    const message = '`pickValKey` takes a picklist field.'
    return call.report({ code: 'rule.invalid-reference', message }, 0)
  }
  const name = call.raw[1]
  if (typeof name !== 'string' || !Object.hasOwn(TYPES, name)) {
    const keys = Object.keys(TYPES)
    const meant = typeof name === 'string' ? nearest(name, keys) : undefined
    const hint = meant === undefined ? `Keys are: ${keys.join(', ')}.` : `Did you mean "${meant}"?`
    const message = `Values of picklists have no key ${JSON.stringify(name)}. ${hint}`
    return call.report({ code: 'rule.invalid-reference', message }, 1)
  }
  return TYPES[name as Key] === 'boolean'
    ? isOneWith(node, node.pickVals, name as Key)
    : caseWith(node, node.pickVals, name as Key)
}

/** Is the value one of those that have the key? */
function isOneWith(node: Node, pickVals: ReadonlyMap<string, PickValKeys>, key: Key): Node {
  const names = [...pickVals].filter(([, keys]) => keys[key] === true).map(([name]) => literal('text', name))
  return makeCall(isIn, 'boolean', [node, { kind: 'list', type: 'list', items: names }])
}

/** What the key says of the value; blank where it says nothing. */
function caseWith(node: Node, pickVals: ReadonlyMap<string, PickValKeys>, key: Key): Node {
  const type = TYPES[key]
  const pairs = [...pickVals].flatMap(([name, keys]) =>
    keys[key] === undefined ? [] : [literal('text', name), keyLiteral(type, keys[key])],
  )
  if (pairs.length === 0) return literal(type, null)
  return makeCall(caseOf, type, [node, ...pairs, literal(type, null)])
}

function keyLiteral(type: RuleType, value: string | number | boolean): LiteralNode {
  return literal(type, typeof value === 'number' ? new ExactDecimal(value) : value)
}

/**
 * `{"pickValKey": [{"var": "StageName"}, "probability"]}`: what the metadata says of the picklist's value. An org
 * that has other stages has other answers, and the rule stays the same.
 */
export const pickValKey: Operation = { name: 'pickValKey', arity: [2, 2], check: checkKey }
