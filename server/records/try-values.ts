import type { Value } from '../fields/field-type.ts'
import type { FieldModel, ObjectModel, ValidationRuleModel } from '../metadata/org-model.ts'
import type { Session } from '../org/session.ts'
import { evaluateRule } from '../rules/evaluate-rule.ts'
import { readsMoment } from '../rules/rule-reads.ts'
import { noHooks } from './hooks.ts'
import { openBatch, openChange } from './write/batch.ts'
import type { InsertNested, RunNested, WriteContext } from './write/context.ts'
import { makeEnvironment } from './write/environment.ts'
import { planOf, type WritePlan } from './write/plan.ts'
import { checkAccess } from './write/stages/check-access.ts'
import { loadBefore } from './write/stages/load-before.ts'
import { loadRelated } from './write/stages/load-related.ts'

/**
 * The validation rules that would refuse a value, by value; none refuses it: an empty list. Where some refuse it that read
 * the field alone, no others were asked.
 */
export type TriedValues = ReadonlyMap<string, readonly ValidationRuleModel[]>

/**
 * What the validation rules would say of a record if nothing but this field were changed, to each of the values.
 * Nothing is saved. Where triggers change records before their rules are asked, only rules that read the field alone
 * are. Undefined: the record is none that the session may change.
 */
export async function tryValues(
  session: Session,
  { object, id, field }: { readonly object: ObjectModel; readonly id: string; readonly field: FieldModel },
  values: readonly string[],
): Promise<TriedValues | undefined> {
  const context = openTrial(session, object, { Id: id, [field.name]: null })
  const [change] = context.changes
  await loadBefore(context)
  checkAccess(context)
  if (!change?.before || change.problems.length > 0) return undefined
  await loadRelated(context)
  const { model, timeZone } = session.org
  const { related, now } = context
  const { userId } = session.principal
  const environment = makeEnvironment({ model, object, related, userId, now, timeZone })
  environment.before = change.before
  const { ofField, others, asked } = rulesOf(session, object, field)
  const before: Readonly<Record<string, Value>> = change.before
  const refuses = ({ rule }: ValidationRuleModel): boolean => evaluateRule(rule, environment) === true
  // What has nothing to do with the field says the same to each of its values.
  environment.current = before
  const always = others.filter(refuses)
  return new Map(
    values.map(value => {
      environment.current = { ...before, [field.name]: value }
      const steps = JSON.stringify([before[field.name], value])
      const refused = ofField.filter(rule => answerOnce(rule, steps, () => refuses(rule)))
      return [value, refused.length > 0 ? refused : [...always, ...asked.filter(refuses)]]
    }),
  )
}

interface TrialRules {
  /** They read nothing but the field. */
  readonly ofField: readonly ValidationRuleModel[]
  /** They do not read the field. */
  readonly others: readonly ValidationRuleModel[]
  /** They may read the field, and others. */
  readonly asked: readonly ValidationRuleModel[]
}

const trialRules = new WeakMap<WritePlan, Map<FieldModel, TrialRules>>()

function rulesOf(session: Session, object: ObjectModel, field: FieldModel): TrialRules {
  const plan = planOf(session.org.model, object)
  const ofPlan = trialRules.get(plan) ?? new Map<FieldModel, TrialRules>()
  trialRules.set(plan, ofPlan)
  const known = ofPlan.get(field)
  if (known) return known
  const rules = plan.rules.filter(firmRules(session, object, field))
  const ofField = rules.filter(rule => readsOnly(rule, field))
  const others = rules.filter(rule => !readsOnly(rule, field))
  const made = {
    ofField,
    others: others.filter(rule => !mayRead(object, rule, field)),
    asked: others.filter(rule => mayRead(object, rule, field)),
  }
  ofPlan.set(field, made)
  return made
}

/** Which way a field may go is the same for all records, at any time, whoever asks. */
function readsOnly({ rule }: ValidationRuleModel, field: FieldModel): boolean {
  return rule.references.every(path => path === field.name)
}

const answers = new WeakMap<ValidationRuleModel, Map<string, boolean>>()
const MOST_ANSWERS = 1_000

function answerOnce(rule: ValidationRuleModel, steps: string, ask: () => boolean): boolean {
  const ofRule = answers.get(rule) ?? new Map<string, boolean>()
  answers.set(rule, ofRule)
  const known = ofRule.get(steps)
  if (known !== undefined) return known
  const answer = ask()
  if (readsMoment(rule.rule)) return answer
  if (ofRule.size >= MOST_ANSWERS) ofRule.clear()
  ofRule.set(steps, answer)
  return answer
}

/** By its name, or by a formula that may. */
function mayRead(object: ObjectModel, { rule }: ValidationRuleModel, field: FieldModel): boolean {
  return rule.references.some(
    path => path === field.name || object.fields.get(path.toLowerCase())?.column === null,
  )
}

function openTrial(session: Session, object: ObjectModel, record: Readonly<Record<string, unknown>>) {
  const request = {
    object: object.name,
    operation: 'update',
    records: [record],
    allOrNone: true,
  } as const
  const connection = session.transaction?.connection ?? session.org.database
  const nested = { runNested: nothing, insertNested: nothing }
  const options = { session, connection, hooks: noHooks, request, object, ...nested } as const
  const change = openChange(0, record, String(record.Id))
  return openBatch({ ...options, operation: 'update', mode: 'at-once' }, [change]) satisfies WriteContext
}

const nothing: RunNested & InsertNested = async () => []

function firmRules(
  { org }: Session,
  object: ObjectModel,
  field: FieldModel,
): (rule: ValidationRuleModel) => boolean {
  const hasTriggers = [...org.model.hooks.values()].some(
    ({ object: name, events }) => name === object.name && events?.includes('before update'),
  )
  return ({ rule }) => !hasTriggers || rule.references.every(path => path === field.name)
}
