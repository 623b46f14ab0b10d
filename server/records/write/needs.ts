import type { FieldModel } from '../../metadata/org-model.ts'
import { asTeam } from '../../metadata/team-objects.ts'
import type { WriteContext } from './context.ts'
import { fieldsRead } from './default-steps.ts'
import { identityFields } from './identity-fields.ts'
import { addPath, addReference, makeTree, type PathTree, resolveReference, stepInto } from './paths.ts'
import { type Dependent, fieldNamed, type LookupPlan, planOf, spelledField, type WritePlan } from './plan.ts'
import { summaryFields } from './summaries.ts'

const trees = new WeakMap<WritePlan, Map<string, PathTree>>()

/** The paths that the rules of this write read: validation rules and lookup filters. Made once for each shape. */
export function neededPaths(context: WriteContext): PathTree {
  const plan = planOf(context.session.org.model, context.object)
  const lookups = changingLookups(context, plan)
  let ofPlan = trees.get(plan)
  if (!ofPlan) {
    ofPlan = new Map()
    trees.set(plan, ofPlan)
  }
  let key: string = context.operation
  for (const { field } of lookups) key += ` ${field.name}`
  let tree = ofPlan.get(key)
  if (!tree) {
    tree = makeNeededPaths(context, plan, lookups)
    ofPlan.set(key, tree)
  }
  return tree
}

function makeNeededPaths(context: WriteContext, plan: WritePlan, lookups: readonly LookupPlan[]): PathTree {
  const { model } = context.session.org
  const root = makeTree(context.object)
  for (const { rule } of plan.rules) for (const path of rule.references) addReference(model, root, path)
  for (const lookup of lookups) addLookup(context, root, lookup)
  return root
}

/** Lookups that this write may change: those set by input, defaults and hooks. */
export function changingLookups(context: WriteContext, plan: WritePlan): readonly LookupPlan[] {
  return plan.lookups.filter(({ field }) => context.touched.has(field) && !isAnsweredByModel(field))
}

/** The owner and the record type are checked without a look at their rows. */
function isAnsweredByModel(field: FieldModel): boolean {
  return field.name === 'RecordTypeId'
}

function addLookup(context: WriteContext, root: PathTree, { field, targets }: LookupPlan): void {
  const { model } = context.session.org
  const below = stepInto(root, field, targets)
  root.fields.add(field)
  const filter = field.compiledLookupFilter
  if (!filter?.active) return
  for (const path of filter.rule.references) {
    const resolved = resolveReference(model, targets[0] as typeof context.object, path, context.object)
    if (resolved.root === '$Source') addPath(root, root, resolved)
    else if (resolved.root === '') addPath(root, below, resolved)
  }
}

const befores = new WeakMap<WritePlan, Map<string, readonly FieldModel[]>>()
const MOST_SHAPES = 1_000

/** Stored fields of the records themselves that the write reads before it changes them. Made once for each shape. */
export function neededBefore(context: WriteContext): readonly FieldModel[] {
  const { object, operation, hooks, session, touched } = context
  const plan = planOf(session.org.model, object)
  for (const when of ['before', 'after'] as const)
    if (hooks.fires(session, object, `${when} ${operation}` as 'after update')) return plan.stored
  const { ifUnmodifiedSince, ifMatch } = context.request
  let shape = `${operation} ${Boolean(ifUnmodifiedSince || ifMatch)}`
  for (const { name } of touched) shape += ` ${name}`
  const ofPlan = befores.get(plan) ?? new Map<string, readonly FieldModel[]>()
  befores.set(plan, ofPlan)
  let needed = ofPlan.get(shape)
  if (needed) return needed
  if (ofPlan.size >= MOST_SHAPES) ofPlan.clear()
  needed = makeNeededBefore(context, plan)
  ofPlan.set(shape, needed)
  return needed
}

function makeNeededBefore(context: WriteContext, plan: WritePlan): readonly FieldModel[] {
  const { object, operation, touched } = context
  const needed = new Set<FieldModel>([...summaryFields(object), ...identityFields(object)])
  if (operation !== 'update') {
    if (object.nameField.column !== null) needed.add(object.nameField)
    return [...needed]
  }
  for (const field of touched) if (field.column !== null) needed.add(field)
  for (const field of followedBy(plan, touched)) needed.add(field)
  for (const field of dependentOn(plan, touched)) needed.add(field)
  const team = asTeam(object)
  if (team) needed.add(team.record)
  for (const field of neededPaths(context).fields) if (field.column !== null) needed.add(field)
  if (object.recordTypes.size > 0) needed.add(fieldNamed(object, 'RecordTypeId'))
  if (context.request.ifUnmodifiedSince || context.request.ifMatch) {
    for (const field of plan.stored) needed.add(field)
  }
  return [...needed]
}

/** Stored fields of the record itself that default values read which are given anew. */
function followedBy(plan: WritePlan, touched: ReadonlySet<FieldModel>): readonly FieldModel[] {
  return plan.followers
    .filter(({ field }) => touched.has(field))
    .flatMap(({ field }) => fieldsRead(plan.object, field))
    .filter(field => field.column !== null)
}

/** Dependent picklists that this write may make wrong, each with the field that controls it. */
function dependentOn(plan: WritePlan, touched: ReadonlySet<FieldModel>): readonly FieldModel[] {
  return changingDependents(plan, touched).flatMap(({ field, controlling }) => [field, controlling])
}

/** Dependent picklists of which either side is touched. */
export function changingDependents(
  { dependents }: WritePlan,
  touched: ReadonlySet<FieldModel>,
): readonly Dependent[] {
  return dependents.filter(({ field, controlling }) => touched.has(field) || touched.has(controlling))
}

/** Fields that the records' inputs name: known before anything is parsed. */
export function noteTouched(context: WriteContext): void {
  const plan = planOf(context.session.org.model, context.object)
  for (const { input } of context.changes) {
    for (const key in input) {
      const field = spelledField(plan, key) ?? plan.object.parents.get(key.toLowerCase())
      if (field) context.touched.add(field)
    }
  }
  for (const { field, follows } of plan.followers) {
    if (context.touched.has(follows)) context.touched.add(field)
  }
}
