import { AtelierError } from '../kernel/errors.ts'
import { startContext } from './check-context.ts'
import { checkRule } from './check-rule.ts'
import type { Node } from './operation.ts'
import type { CompiledRule, RuleScope } from './rule.ts'

const trees = new WeakMap<CompiledRule, Node>()

export function rememberTree(rule: CompiledRule, tree: Node): void {
  trees.set(rule, tree)
}

/** The rule's typed tree; for a rule that came as plain data it is made again, through the same checks. */
export function treeOf(rule: CompiledRule): Node {
  const known = trees.get(rule)
  if (known) return known
  const scope: RuleScope = {
    resolve: path =>
      Object.hasOwn(rule.types, path) ? { path, type: rule.types[path] ?? 'null' } : undefined,
    names: () => rule.references,
  }
  const context = startContext(scope, { allowPrior: true, isFormulaText: false, blanksAsZero: false })
  const tree = checkRule(rule.logic, context)
  if (!tree) throw new AtelierError('INVALID_INPUT', 'The compiled rule is not valid.', context.problems)
  trees.set(rule, tree)
  return tree
}
