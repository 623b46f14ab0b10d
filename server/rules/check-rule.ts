import {
  type CheckContext,
  isCall,
  MAX_DEPTH,
  MAX_LITERAL,
  MAX_NODES,
  pointerPart,
  reportAt,
} from './check-context.ts'
import { ExactDecimal, MAX_DIGITS } from './decimal.ts'
import { fitNode, fitSignature, fitValues, type Misfit, unifyNodes } from './fit-arguments.ts'
import { makeCall } from './make-call.ts'
import { nearest } from './nearest.ts'
import { literal, nullLiteral, someNode } from './node.ts'
import type { CheckCall, ElementNode, Node, Operation, Signature } from './operation.ts'
import { findOperation, operationNames } from './operations.ts'
import { resolveReference } from './resolve-reference.ts'
import type { Rule, RuleType } from './rule.ts'

/** The rule as a typed tree; undefined when problems were reported. Only operations of the table come through. */
export function checkRule(rule: Rule, context: CheckContext, element?: ElementNode): Node | undefined {
  if (--context.budget.nodes < 0) {
    return reportOnce(context, `The rule has more than ${MAX_NODES} parts, with the formulas that it uses.`)
  }
  if (context.depth > MAX_DEPTH) return reportOnce(context, `The rule nests deeper than ${MAX_DEPTH} levels.`)
  if (Array.isArray(rule)) return checkList(rule, context, element)
  if (isCall(rule)) return checkCall(rule, context, element)
  return checkLiteral(rule, context)
}

/** One report is enough for a rule that is too large. */
function reportOnce(context: CheckContext, message: string): undefined {
  if (context.problems.some(problem => problem.code === 'rule.too-large')) return undefined
  return reportAt(context, { code: 'rule.too-large', message }, context.path)
}

function checkLiteral(rule: Rule, context: CheckContext): Node | undefined {
  if (rule === null || rule === '') return nullLiteral
  if (typeof rule === 'boolean') return literal('boolean', rule)
  if (typeof rule === 'number') {
    if (Number.isFinite(rule) && Math.abs(rule) < 1e21) return literal('number', new ExactDecimal(rule))
    return reportAt(
      context,
      { code: 'rule.invalid-literal', message: `${rule} is out of range.` },
      context.path,
    )
  }
  const text = rule as string
  if (text.length > MAX_LITERAL)
    return reportOnce(context, `A text is longer than ${MAX_LITERAL} characters.`)
  if (text.includes('\0') || /\p{Surrogate}/u.test(text)) {
    const message = 'The text holds a character that cannot be stored.'
    return reportAt(context, { code: 'rule.invalid-literal', message }, context.path)
  }
  return literal('text', text)
}

function below(context: CheckContext, part: string): CheckContext {
  return { ...context, path: context.path + part, depth: context.depth + 1 }
}

function checkList(rule: readonly Rule[], context: CheckContext, element?: ElementNode): Node | undefined {
  const items = rule.map((item, index) => checkRule(item, below(context, pointerPart(index)), element))
  return items.every(item => item !== undefined) ? { kind: 'list', type: 'list', items } : undefined
}

function checkCall(
  rule: { readonly [operator: string]: Rule },
  context: CheckContext,
  element: ElementNode | undefined,
): Node | undefined {
  const keys = Object.keys(rule)
  const name = keys[0]
  if (keys.length !== 1 || name === undefined) {
    const message = `An operation is an object with one key, its operator; this one has ${keys.length}.`
    return reportAt(context, { code: 'rule.invalid-operation', message }, context.path)
  }
  const operation = findOperation(name)
  if (!operation) return reportUnknown(name, context)
  const value = rule[name] as Rule
  const raw: readonly Rule[] = Array.isArray(value) ? value : [value]
  const call = makeCheckCall(operation, name, raw, Array.isArray(value), context, element)
  const [least, most] = operation.arity
  const count = most === 0 && raw.length === 1 && raw[0] === null ? 0 : raw.length
  if (count < least || count > most) return reportArity(operation, count, call)
  if (operation.needsPrior && !context.allowPrior) {
    const message = `\`${name}\` asks about a change, which only rules of a save can.`
    return call.report({ code: 'rule.prior-not-allowed', message })
  }
  const node = operation.check ? operation.check(call) : checkSignatures(call, count === 0)
  return node && checkResult(node, call, element)
}

function reportUnknown(name: string, context: CheckContext): undefined {
  const meant = nearest(name, operationNames())
  const message = `There is no operation "${name.slice(0, 80)}".${meant ? ` Did you mean "${meant}"?` : ''}`
  return reportAt(context, { code: 'rule.unknown-operator', message }, context.path)
}

function reportArity({ name, arity: [least, most] }: Operation, count: number, call: CheckCall): undefined {
  const wanted = least === most ? `${least}` : `${least} to ${most}`
  const message = `\`${name}\` takes ${wanted} ${most === 1 ? 'argument' : 'arguments'}, not ${count}.`
  return call.report({ code: 'rule.wrong-arity', message })
}

function checkResult(node: Node, call: CheckCall, element: ElementNode | undefined): Node | undefined {
  if (node.kind === 'call' && node.type === 'number' && node.bounds.digits > MAX_DIGITS) {
    const message = `The result may have more than ${MAX_DIGITS} digits; round or divide by less.`
    return call.report({ code: 'rule.too-large', message })
  }
  if (element && someNode(node, part => part.kind === 'call' && part.operation.needsEnvironment === true)) {
    const message = `\`${call.operation.name}\` cannot be used inside a list operation.`
    return call.report({ code: 'rule.invalid-reference', message })
  }
  return node
}

function makeCheckCall(
  operation: Operation,
  name: string,
  raw: readonly Rule[],
  indexed: boolean,
  context: CheckContext,
  element: ElementNode | undefined,
): CheckCall {
  const partOf = (index: number) => pointerPart(name) + (indexed ? pointerPart(index) : '')
  const pathOf = (index?: number) => (index === undefined ? context.path : context.path + partOf(index))
  const argument = (index: number, inner = element) =>
    checkRule(raw[index] as Rule, below(context, partOf(index)), inner)
  const reportMisfit = ({ code, reason }: Misfit, index: number | undefined) =>
    reportAt(context, { code, message: `\`${name}\`: ${reason}` }, pathOf(index))
  return {
    operation,
    raw,
    element,
    argument,
    arguments: () => {
      const args = raw.map((_, index) => argument(index))
      return args.every(arg => arg !== undefined) ? args : undefined
    },
    reference: (path, index, prior = false) =>
      resolveReference(path, below({ ...context, prior: context.prior || prior }, partOf(index)), checkRule),
    coerce: (node, type, index) => {
      const result = fitNode(node, type)
      return 'misfit' in result ? reportMisfit(result.misfit, index) : result.fitted
    },
    fitValue: (node, values, index) => {
      const text = fitNode(node, 'text')
      const result = 'fitted' in text && values ? fitValues(text.fitted, values) : text
      return 'misfit' in result ? reportMisfit(result.misfit, index) : result.fitted
    },
    unify: (nodes, indexes, how) => {
      const result = unifyNodes(nodes, how === 'compared')
      if ('fitted' in result) return result.fitted
      return reportMisfit(result.misfit, indexes[result.misfit.index ?? -1])
    },
    report: (problem, index) => reportAt(context, problem, pathOf(index)),
  }
}

function checkSignatures(call: CheckCall, empty: boolean): Node | undefined {
  const args = empty ? [] : call.arguments()
  if (!args) return undefined
  const { operation } = call
  const signatures = operation.signatures ?? []
  let misfit: Misfit | undefined
  for (const signature of signatures) {
    const result = fitSignature(signature, args)
    if ('fitted' in result) return resultOf(operation, signature, result.fitted)
    misfit = result.misfit
  }
  if (signatures.length === 1 && misfit) {
    return call.report(
      { code: misfit.code, message: `\`${operation.name}\`: ${misfit.reason}` },
      misfit.index,
    )
  }
  const given = args.map(arg => arg.type).join(', ')
  const ways = signatures.map(({ parameters }) => `(${parameters.join(', ')})`).join(' or ')
  const message = `\`${operation.name}\` takes ${ways}, not (${given}).`
  return call.report({ code: 'rule.type-mismatch', message })
}

function resultOf(operation: Operation, signature: Signature, args: readonly Node[]): Node {
  if (signature.becomes) return signature.becomes(args)
  const type = signature.result === 'same' ? sameType(signature, args) : signature.result
  return makeCall(operation, type, args)
}

function sameType(signature: Signature, args: readonly Node[]): RuleType {
  const typed = args.find((arg, index) => {
    const parameter = signature.parameters[index] ?? signature.parameters.at(-1)
    return parameter === 'same' && arg.type !== 'null'
  })
  return typed?.type ?? 'null'
}
