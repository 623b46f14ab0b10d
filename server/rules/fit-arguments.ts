import { coerceLiteral, describeLiteral } from './coerce-literal.ts'
import { makeCall } from './make-call.ts'
import { nearest } from './nearest.ts'
import { allowedValues, literal } from './node.ts'
import type { Node, Parameter, Signature } from './operation.ts'
import { toText } from './operations/text-of.ts'
import { toCondition } from './operations/truth.ts'
import type { RuleType } from './rule.ts'

/** Arguments that fit, or why they do not: for people, with the index of the argument. */
export interface Misfit {
  readonly code: string
  readonly reason: string
  readonly index?: number
}

export type Fitted<Result> = { readonly fitted: Result } | { readonly misfit: Misfit }

function mismatch(reason: string, index?: number): { readonly misfit: Misfit } {
  return { misfit: { code: 'rule.type-mismatch', reason, ...(index === undefined ? {} : { index }) } }
}

function isTextual(type: RuleType): boolean {
  return type === 'text' || type === 'id'
}

/** A list of texts in the rule is the value of a multi-select picklist; other lists are for `in` alone. */
export function asValue(node: Node): Fitted<Node> {
  if (node.kind !== 'list') return { fitted: node }
  const texts = node.items.map(item => (item.kind === 'literal' && item.type === 'text' ? item.value : null))
  if (texts.every(text => typeof text === 'string')) return { fitted: literal('list', texts) }
  return mismatch('A list of other things than texts can only be the second argument of `in`.')
}

/** The node in the type: literals are converted, also where `if` and its like choose between them. */
export function fitNode(node: Node, type: RuleType): Fitted<Node> {
  if (node.kind === 'list' && type === 'list') return asValue(node)
  if (node.type === type) return { fitted: node }
  if (node.kind === 'literal') {
    const coerced = coerceLiteral(node, type)
    return 'reason' in coerced ? mismatch(coerced.reason) : { fitted: coerced }
  }
  if (type === 'text' && node.type === 'id') return { fitted: node }
  if (node.kind !== 'call' || !node.operation.results)
    return mismatch(`It is ${withArticle(node.type)}, not ${withArticle(type)}.`)
  const args = [...node.args]
  for (const index of node.operation.results(args.length)) {
    const result = fitNode(args[index] as Node, type)
    if ('misfit' in result) return result
    args[index] = result.fitted
  }
  return { fitted: makeCall(node.operation, type, args) }
}

export function withArticle(type: RuleType): string {
  if (type === 'null') return 'null'
  return type === 'id' ? 'an id' : `a ${type === 'datetime' ? 'date-time' : type}`
}

/** The one type that all of the nodes can have: that of the first whose type is its own. */
function commonType(nodes: readonly Node[]): RuleType {
  const own = nodes.filter(node => node.kind !== 'literal' && node.type !== 'null')
  const candidates = own.length > 0 ? own : nodes.filter(node => node.type !== 'null')
  const firstOwn = candidates.find(node => !isChoiceOfLiterals(node)) ?? candidates[0]
  const type = firstOwn?.type ?? 'null'
  return isTextual(type) && own.some(node => node.type === 'text' && !isChoiceOfLiterals(node))
    ? 'text'
    : type
}

function isChoiceOfLiterals(node: Node): boolean {
  if (node.kind === 'literal') return true
  if (node.kind !== 'call' || !node.operation.results) return false
  return node.operation.results(node.args.length).every(index => isChoiceOfLiterals(node.args[index] as Node))
}

/** All nodes in one type; of nodes that are compared, picklist literals are values, in their declared case. */
export function unifyNodes(
  nodes: readonly Node[],
  isCompared: boolean,
  among?: readonly RuleType[],
): Fitted<readonly Node[]> {
  const type = commonType(nodes)
  if (among && type !== 'null' && !among.includes(type)) {
    return mismatch(`It takes ${among.map(withArticle).join(', ')}, not ${withArticle(type)}.`)
  }
  const values = isCompared ? nodes.map(allowedValues).find(found => found !== undefined) : undefined
  const fitted: Node[] = []
  for (const [index, node] of nodes.entries()) {
    const result = fitNode(node, type)
    if ('misfit' in result) return { misfit: { ...result.misfit, index } }
    const valued = values && type === 'text' ? fitValues(result.fitted, values) : result
    if ('misfit' in valued) return { misfit: { ...valued.misfit, index } }
    fitted.push(valued.fitted)
  }
  return { fitted }
}

/** Text literals brought to the case of the picklist's values. */
export function fitValues(node: Node, values: readonly string[]): Fitted<Node> {
  if (node.kind === 'literal') {
    if (typeof node.value !== 'string' || values.includes(node.value)) return { fitted: node }
    const wanted = node.value.toLowerCase()
    const found = values.find(value => value.toLowerCase() === wanted)
    if (found !== undefined) return { fitted: { ...node, value: found } }
    const meant = nearest(node.value, values)
    const hint = meant === undefined ? '' : ` Did you mean "${meant}"?`
    return {
      misfit: {
        code: 'rule.unknown-value',
        reason: `The picklist has no value ${describeLiteral(node)}.${hint}`,
      },
    }
  }
  if (node.kind !== 'call' || !node.operation.results) return { fitted: node }
  const args = [...node.args]
  for (const index of node.operation.results(args.length)) {
    const result = fitValues(args[index] as Node, values)
    if ('misfit' in result) return result
    args[index] = result.fitted
  }
  return { fitted: makeCall(node.operation, node.type, args) }
}

/** The arguments in the types of the signature. */
export function fitSignature(signature: Signature, args: readonly Node[]): Fitted<readonly Node[]> {
  const parameters = args.map((_, index) => parameterAt(signature, index))
  if (args.length < signature.parameters.length || parameters.includes(undefined))
    return mismatch('It has too few or too many arguments.')
  const fitted: Node[] = []
  for (const [index, arg] of args.entries()) {
    const result = fitParameter(arg, parameters[index] as Parameter)
    if ('misfit' in result) return { misfit: { ...result.misfit, index } }
    fitted.push(result.fitted)
  }
  const same = parameters.flatMap((parameter, index) => (parameter === 'same' ? [index] : []))
  if (same.length === 0) return { fitted }
  const unified = unifyNodes(
    same.map(index => fitted[index] as Node),
    signature.isChoice !== true,
    signature.among,
  )
  if ('misfit' in unified) {
    const { index } = unified.misfit
    return {
      misfit: index === undefined ? unified.misfit : { ...unified.misfit, index: same[index] as number },
    }
  }
  for (const [position, index] of same.entries()) fitted[index] = unified.fitted[position] as Node
  return { fitted }
}

function parameterAt(signature: Signature, index: number): Parameter | undefined {
  return signature.parameters[index] ?? (signature.rest ? signature.parameters.at(-1) : undefined)
}

function fitParameter(given: Node, parameter: Parameter): Fitted<Node> {
  const value = asValue(given)
  if ('misfit' in value) return value
  const arg = value.fitted
  if (parameter === 'any' || parameter === 'same') return { fitted: arg }
  if (parameter === 'condition') return { fitted: toCondition(arg) }
  if (parameter === 'printable')
    return arg.type === 'list' ? mismatch('It is a list, not a text.') : { fitted: toText(arg) }
  return fitNode(arg, parameter)
}
