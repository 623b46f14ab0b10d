import { valuesNotOffered } from '../../fields/dependent-values.ts'
import type { Parsed, Value } from '../../fields/field-type.ts'
import type { FieldModel, RecordTypeModel } from '../../metadata/org-model.ts'
import { evaluateRule } from '../../rules/evaluate-rule.ts'
import type { CompiledRule } from '../../rules/rule.ts'
import { type Change, goodChanges, type WriteContext } from './context.ts'
import { controllingFieldOf } from './default-steps.ts'
import { isConstant, makeEnvironment, type WriteEnvironment } from './environment.ts'
import { addReference, makeTree } from './paths.ts'
import { recordTypeOf } from './record-types.ts'
import { loadRelated, type RelatedRecords } from './related.ts'

/** Gives the field of the record its default value; what the field does not take is a problem of the record. */
export type GiveDefault = (change: Change, field: FieldModel) => void

/** Ready to give default values to these fields: what the rules read of parents and of the user is loaded. */
export async function openDefaults(
  context: WriteContext,
  fields: readonly FieldModel[],
): Promise<GiveDefault> {
  const { session, object, now } = context
  const { model, timeZone } = session.org
  const related = await loadForDefaults(context, fields)
  const { userId } = session.principal
  const environment = makeEnvironment({ model, object, related, userId, now, timeZone })
  environment.isNew = context.operation === 'insert'
  const parse = (field: FieldModel, value: Value): Parsed => field.fieldType.parse(value, field, { timeZone })
  const constants = new Map<FieldModel, Parsed>()
  for (const field of fields) {
    const rule = field.compiledDefault
    if (rule && isConstant(rule)) {
      constants.set(field, parse(field, evaluateDefault(field, rule, environment)))
    }
  }
  return (change, field) => {
    environment.current = change.after
    const parsed = constants.get(field) ?? parse(field, defaultOf(context, field, change.after, environment))
    setValue(context, change, field, ifOffered(context, field, change.after, parsed))
  }
}

/** A default value that the controlling field does not offer is none. */
function ifOffered(
  { object }: WriteContext,
  field: FieldModel,
  after: Change['after'],
  parsed: Parsed,
): Parsed {
  const controlling = controllingFieldOf(object, field)
  if (!controlling || 'problem' in parsed) return parsed
  const wrong = valuesNotOffered(field, parsed.value, after[controlling.name])
  return wrong.length > 0 ? { value: null } : parsed
}

function setValue(context: WriteContext, change: Change, field: FieldModel, parsed: Parsed): void {
  if ('problem' in parsed) change.problems.push({ fields: [field.name], ...parsed.problem })
  else if (parsed.value === null && change.after[field.name] === undefined) return
  else change.after[field.name] = parsed.value
  context.touched.add(field)
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
async function loadForDefaults(
  context: WriteContext,
  fields: readonly FieldModel[],
): Promise<RelatedRecords> {
  const { session, connection, object } = context
  const { model } = session.org
  const related: RelatedRecords = new Map()
  const tree = makeTree(object)
  for (const { compiledDefault } of fields) {
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
