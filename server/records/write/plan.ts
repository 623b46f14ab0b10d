import type { FieldModel, ObjectModel, OrgModel, ValidationRuleModel } from '../../metadata/org-model.ts'
import { controllingFieldOf, defaultSteps } from './default-steps.ts'

/** What writes of an object need to know about it, found out once for each model. */
export interface WritePlan {
  readonly object: ObjectModel
  /** Fields by name as written in requests; filled as spellings are met. */
  readonly spellings: Map<string, FieldModel | null>
  /** Stored fields, in the order of the model. */
  readonly stored: readonly FieldModel[]
  readonly required: readonly FieldModel[]
  /** Fields that have a value in new records: those of a step need nothing that a later one fills. */
  readonly defaultSteps: readonly (readonly FieldModel[])[]
  /** Those of them whose default value is given anew when the field that they follow changes. */
  readonly followers: readonly Follower[]
  readonly picklists: readonly FieldModel[]
  /** Those of them whose values another field offers. */
  readonly dependents: readonly Dependent[]
  readonly autoNumbers: readonly FieldModel[]
  /** Counts and sums: a new record has 0 of them. */
  readonly totals: readonly FieldModel[]
  readonly unique: readonly FieldModel[]
  readonly lookups: readonly LookupPlan[]
  /** Lookups from the object to itself: their chains may not become circles. */
  readonly hierarchies: readonly FieldModel[]
  readonly tracked: ReadonlySet<FieldModel>
  readonly rules: readonly ValidationRuleModel[]
}

export interface Follower {
  readonly field: FieldModel
  readonly follows: FieldModel
}

export interface Dependent {
  readonly field: FieldModel
  readonly controlling: FieldModel
}

export interface LookupPlan {
  readonly field: FieldModel
  readonly targets: readonly ObjectModel[]
}

const plans = new WeakMap<OrgModel, Map<ObjectModel, WritePlan>>()

/** Fields that the engine itself sets on every save. */
const STAMPS = new Set([
  'createddate',
  'createdbyid',
  'lastmodifieddate',
  'lastmodifiedbyid',
  'systemmodstamp',
  'isdeleted',
])

export function isStamp(field: FieldModel): boolean {
  return field.system && STAMPS.has(field.name.toLowerCase())
}

export function planOf(model: OrgModel, object: ObjectModel): WritePlan {
  let ofModel = plans.get(model)
  if (!ofModel) {
    ofModel = new Map()
    plans.set(model, ofModel)
  }
  let plan = ofModel.get(object)
  if (!plan) {
    plan = compilePlan(model, object)
    ofModel.set(object, plan)
  }
  return plan
}

function compilePlan(model: OrgModel, object: ObjectModel): WritePlan {
  const stored = object.fieldList.filter(field => field.column !== null)
  const lookups = stored
    .filter(field => field.referenceTo && !isStamp(field) && !isId(field))
    .map(field => ({ field, targets: targetsOf(model, field) }))
  const steps = defaultSteps(object, stored)
  return Object.freeze({
    object,
    spellings: new Map(),
    stored,
    required: stored.filter(field => isRequired(field)),
    defaultSteps: steps,
    followers: steps.flat().flatMap(field => followerOf(object, field)),
    picklists: stored.filter(field => field.values !== undefined),
    dependents: stored.flatMap(field => dependentOf(object, field)),
    autoNumbers: stored.filter(field => field.fieldType.name === 'AutoNumber'),
    totals: stored.filter(
      ({ summaryOperation }) => summaryOperation === 'count' || summaryOperation === 'sum',
    ),
    unique: stored.filter(field => field.unique && !field.system),
    lookups,
    hierarchies: lookups.filter(({ targets }) => targets.includes(object)).map(({ field }) => field),
    tracked: new Set(object.enableHistory ? stored.filter(field => field.trackHistory) : []),
    rules: object.validationRules.filter(rule => rule.active),
  })
}

function followerOf(object: ObjectModel, field: FieldModel): readonly Follower[] {
  const follows = field.defaultFollows && object.fields.get(field.defaultFollows.toLowerCase())
  return follows ? [{ field, follows }] : []
}

function dependentOf(object: ObjectModel, field: FieldModel): readonly Dependent[] {
  const controlling = controllingFieldOf(object, field)
  return controlling ? [{ field, controlling }] : []
}

function isId(field: FieldModel): boolean {
  return field.name === 'Id'
}

function isRequired(field: FieldModel): boolean {
  return (field.required || field.fieldType.name === 'MasterDetail') && field.createable && !field.system
}

export function targetsOf(model: OrgModel, field: FieldModel): readonly ObjectModel[] {
  return (field.referenceTo ?? []).flatMap(name => model.objects.get(name.toLowerCase()) ?? [])
}

export function fieldNamed(object: ObjectModel, name: string): FieldModel {
  return object.fields.get(name.toLowerCase()) as FieldModel
}

/** The field that a request's key names, in any case; null when there is none. */
export function spelledField(plan: WritePlan, key: string): FieldModel | null {
  const known = plan.spellings.get(key)
  if (known !== undefined) return known
  const field = plan.object.fields.get(key.toLowerCase()) ?? null
  if (plan.spellings.size < 10_000) plan.spellings.set(key, field)
  return field
}
