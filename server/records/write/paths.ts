import type { FieldModel, ObjectModel, OrgModel } from '../../metadata/org-model.ts'
import { splitSegment } from '../../metadata/resolve-path.ts'
import { targetsOf } from './plan.ts'

/** Which fields are read of a record, and which lookups are followed from it. */
export interface PathTree {
  readonly object: ObjectModel
  readonly fields: Set<FieldModel>
  /** By lookup and the objects that it is followed to. */
  readonly steps: Map<string, PathStep>
  /** At the root: fields read anywhere below it, by object, so that a record is loaded once with all of them. */
  readonly columns: Map<ObjectModel, Set<FieldModel>>
  /** At the root: the `$User` of its paths. */
  user?: PathTree
}

export interface PathStep {
  readonly lookup: FieldModel
  readonly targets: readonly ObjectModel[]
  readonly tree: PathTree
}

/** A path as it is read: lookups to follow, then a field. */
export interface ResolvedPath {
  readonly root: '' | '$User' | '$Source'
  readonly steps: readonly { readonly lookup: FieldModel; readonly targets: readonly ObjectModel[] }[]
  readonly field: FieldModel
}

export function makeTree(object: ObjectModel): PathTree {
  return { object, fields: new Set(), steps: new Map(), columns: new Map() }
}

/** Resolves a compiled rule's reference; `source` is the object of `$Source` in a lookup filter. */
export function resolveReference(
  model: OrgModel,
  object: ObjectModel,
  path: string,
  source?: ObjectModel,
): ResolvedPath {
  const [first = '', ...rest] = path.split('.')
  const roots: Readonly<Record<string, ObjectModel | undefined>> = {
    $User: model.objects.get('user'),
    $Source: source,
  }
  const start = roots[first]
  if (start) return { root: first as '$User' | '$Source', ...follow(model, start, rest) }
  return { root: '', ...follow(model, object, [first, ...rest]) }
}

function follow(
  model: OrgModel,
  object: ObjectModel,
  segments: readonly string[],
): Omit<ResolvedPath, 'root'> {
  const steps: { lookup: FieldModel; targets: readonly ObjectModel[] }[] = []
  let current = object
  for (const segment of segments.slice(0, -1)) {
    const { relationship, target } = splitSegment(segment)
    const lookup = current.parents.get(relationship) as FieldModel
    const targets = targetsOf(model, lookup).filter(({ table }) => target === undefined || table === target)
    steps.push({ lookup, targets })
    current = targets[0] as ObjectModel
  }
  const name = (segments.at(-1) as string).toLowerCase()
  return { steps, field: current.fields.get(name) as FieldModel }
}

/** Adds a path to the tree that starts at `tree`; `root` collects the columns. */
export function addPath(root: PathTree, tree: PathTree, path: ResolvedPath): void {
  let current = tree
  for (const { lookup, targets } of path.steps) {
    addField(root, current, lookup)
    current = stepInto(current, lookup, targets)
  }
  addField(root, current, path.field)
}

/** The tree behind a lookup, made when it is not there yet. */
export function stepInto(tree: PathTree, lookup: FieldModel, targets: readonly ObjectModel[]): PathTree {
  const key = [lookup.name, ...targets.map(target => target.name)].join()
  const known = tree.steps.get(key)
  if (known) return known.tree
  const below = makeTree(targets[0] as ObjectModel)
  tree.steps.set(key, { lookup, targets, tree: below })
  return below
}

/** Adds what a compiled rule over the root's records refers to. */
export function addReference(model: OrgModel, root: PathTree, path: string): void {
  const resolved = resolveReference(model, root.object, path)
  if (resolved.root !== '$User') {
    addPath(root, root, resolved)
    return
  }
  const user = model.objects.get('user')
  // The user's id is known without a look at the record.
  if (!user || (resolved.field.name === 'Id' && resolved.steps.length === 0)) return
  root.user ??= makeTree(user)
  root.columns.set(user, root.columns.get(user) ?? new Set())
  addPath(root, root.user, resolved)
}

function addField(root: PathTree, tree: PathTree, field: FieldModel): void {
  tree.fields.add(field)
  if (tree === root) return
  const columns = root.columns.get(tree.object)
  if (columns) columns.add(field)
  else root.columns.set(tree.object, new Set([field]))
}
