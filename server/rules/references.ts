import { someNode } from './node.ts'
import type { Node } from './operation.ts'
import type { RuleType } from './rule.ts'

/** `order__r.Account.Name` → relationships `order__r`, `Account` and field `Name`. */
export interface ParsedPath {
  /** `$Source` or `$User` when the path does not start at the record itself. */
  readonly root: string | undefined
  readonly relationships: readonly string[]
  readonly field: string
}

export function parsePath(path: string): ParsedPath {
  const parts = path.split('.')
  const root = parts.length > 1 && parts[0]?.startsWith('$') ? parts.shift() : undefined
  const field = parts.pop() ?? ''
  return { root, relationships: parts, field }
}

/** Relationship paths that have to be loaded before the references can be read, parents before their parents. */
export function parentPaths(references: readonly string[]): readonly string[] {
  const paths = new Set<string>()
  for (const reference of references) {
    const { root, relationships } = parsePath(reference)
    if (root !== undefined) continue
    for (let depth = 1; depth <= relationships.length; depth++) {
      paths.add(relationships.slice(0, depth).join('.'))
    }
  }
  return [...paths].sort()
}

/** Every path that the tree reads, with its type. */
export function collectReferences(tree: Node): ReadonlyMap<string, RuleType> {
  const found = new Map<string, RuleType>()
  someNode(tree, node => {
    if (node.kind === 'reference') found.set(node.path, node.type)
    return false
  })
  return found
}
