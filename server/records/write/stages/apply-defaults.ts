import type { Value } from '../../../fields/field-type.ts'
import type { FieldModel, RecordTypeModel } from '../../../metadata/org-model.ts'
import { evaluateRule } from '../../../rules/evaluate-rule.ts'
import type { CompiledRule } from '../../../rules/rule.ts'
import { type Change, goodChanges, type WriteContext } from '../context.ts'
import { isConstant, makeEnvironment, type WriteEnvironment } from '../environment.ts'
import { addReference, makeTree } from '../paths.ts'
import { planOf, type WritePlan } from '../plan.ts'
import { defaultRecordType, recordTypeOf } from '../record-types.ts'
import { loadRelated, type RelatedRecords } from '../related.ts'

/** Fills what a new record leaves out: record type, owner, default values. A field that is given as null stays so. */
export async function applyDefaults(context: WriteContext): Promise<void> {
  if (context.operation !== 'insert') return
  const plan = planOf(context.session.org.model, context.object)
  begin(context, plan)
  for (const step of plan.defaultSteps) await fillStep(context, step)
}

/** Default values may read the record type and the owner. */
function begin(context: WriteContext, plan: WritePlan): void {
  const owner = context.object.fields.get('ownerid')
  const recordType = context.object.fields.get('recordtypeid')
  const standard = defaultRecordType(context.object)
  const { userId } = context.session.principal
  for (const { after } of goodChanges(context)) {
    if (recordType && standard && after.RecordTypeId === undefined) after.RecordTypeId = standard.id
    if (owner && (after.OwnerId === undefined || after.OwnerId === null)) after.OwnerId = userId
    for (const field of plan.totals) after[field.name] = '0'
  }
}

async function fillStep(context: WriteContext, step: readonly FieldModel[]): Promise<void> {
  const { session, object, now } = context
  const { model, timeZone } = session.org
  const related = await loadForDefaults(context, step)
  const { userId } = session.principal
  const environment = makeEnvironment({ model, object, related, userId, now, timeZone })
  environment.isNew = true
  const constants = new Map<FieldModel, Value>()
  for (const field of step) {
    const rule = field.compiledDefault
    if (rule && isConstant(rule)) constants.set(field, evaluateDefault(field, rule, environment))
  }
  for (const { after } of goodChanges(context)) {
    environment.current = after
    for (const field of step) {
      if (after[field.name] !== undefined) continue
      const value = constants.get(field) ?? defaultOf(context, field, after, environment)
      if (value === null) continue
      after[field.name] = value
      context.touched.add(field)
    }
  }
}

function defaultOf(
  context: WriteContext,
  field: FieldModel,
  after: Change['after'],
  environment: WriteEnvironment,
): Value {
  if (field.compiledDefault) return evaluateDefault(field, field.compiledDefault, environment)
  if (!field.values) return false
  return defaultPick(field, recordTypeOf(context.object, after.RecordTypeId))
}

/** Parents and the user, when some default value reads them. */
async function loadForDefaults(context: WriteContext, step: readonly FieldModel[]): Promise<RelatedRecords> {
  const { session, connection, object } = context
  const { model } = session.org
  const related: RelatedRecords = new Map()
  const tree = makeTree(object)
  for (const { compiledDefault } of step) {
    for (const path of compiledDefault?.references ?? []) addReference(model, tree, path)
  }
  if (tree.steps.size === 0 && !tree.user) return related
  const records = goodChanges(context).map(change => change.after)
  await loadRelated({ session, connection, tree, records, lock: false, existence: false }, related)
  return related
}

function evaluateDefault(field: FieldModel, rule: CompiledRule, environment: WriteEnvironment): Value {
  const value = field.fieldType.fromRule(evaluateRule(rule, environment), field)
  return value === null && field.fieldType.ruleType(field) === 'boolean' ? false : value
}

/** The record type's own default value of a picklist, else the picklist's when the record type allows it. */
function defaultPick(field: FieldModel, recordType: RecordTypeModel | undefined): Value {
  const ofType = recordType?.picklistValues.get(field.name.toLowerCase())
  if (ofType) {
    if (ofType.default !== undefined) return asValue(field, ofType.default)
    const allowed = new Set(ofType.values)
    const standard = field.values?.find(value => value.default && allowed.has(value.fullName))
    return standard ? asValue(field, standard.fullName) : null
  }
  const standard = field.values?.find(value => value.default)
  return standard ? asValue(field, standard.fullName) : null
}

function asValue(field: FieldModel, value: string): string | readonly string[] {
  return field.fieldType.ruleType(field) === 'list' ? [value] : value
}
