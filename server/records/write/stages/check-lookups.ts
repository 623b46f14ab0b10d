import type { RecordValues } from '../../../fields/field-type.ts'
import { keyPrefixOf } from '../../../kernel/ids.ts'
import { say } from '../../../kernel/message.ts'
import type { FieldModel, ObjectModel } from '../../../metadata/org-model.ts'
import { fieldInWords } from '../../../org/words.ts'
import { evaluateRule } from '../../../rules/evaluate-rule.ts'
import { targetNames } from '../../seen-names.ts'
import { addProblem, type Change, type WriteContext } from '../context.ts'
import { makeEnvironment, type WriteEnvironment } from '../environment.ts'
import { changingLookups } from '../needs.ts'
import { type LookupPlan, planOf } from '../plan.ts'
import { addNoSuchRecord, addOwnWords } from '../problems.ts'
import { relatedRecord } from '../related.ts'

/** Every lookup that changes leads to a live record of the right object that its filter lets through. */
export function checkLookups(context: WriteContext): void {
  if (context.operation !== 'insert' && context.operation !== 'update') return
  const plan = planOf(context.session.org.model, context.object)
  for (const lookup of changingLookups(context, plan)) {
    const filter = filterEnvironment(context, lookup)
    for (const change of context.changes) {
      const id = change.after[lookup.field.name]
      if (typeof id !== 'string' || change.before?.[lookup.field.name] === id) continue
      checkLookup(context, change, lookup, id, filter)
    }
  }
}

function checkLookup(
  context: WriteContext,
  change: Change,
  { field, targets }: LookupPlan,
  id: string,
  filter: WriteEnvironment | undefined,
): void {
  if (!targets.some(target => target.keyPrefix === keyPrefixOf(id))) {
    addProblem(change, 'MALFORMED_ID', say('id value of incorrect type: {value}', { value: id }), {
      ...{ fields: [field.name], label: field.label },
      hint: say('It takes the id of {targets}.', { targets: targetNames(context.session, field) }),
    })
    return
  }
  if (field.name === 'OwnerId' && id === context.session.principal.userId) return
  const candidate = relatedRecord(context.related, targets, id)
  if (candidate) {
    if (filter) checkFilter(context, change, field, candidate, filter)
    return
  }
  // At once, the statement that saves asks itself whether the record is there.
  if (context.mode === 'at-once' && !filter) return
  if (change.problems.some(({ fields }) => fields?.includes(field.name))) return
  addNoSuchRecord(change, field, id, targetNames(context.session, field))
}

/** Where the lookup's filter is evaluated; undefined when there is none to hold to. */
function filterEnvironment(
  context: WriteContext,
  { field, targets }: LookupPlan,
): WriteEnvironment | undefined {
  const filter = field.compiledLookupFilter
  if (!filter?.active || filter.isOptional) return undefined
  const { session, object, related, now } = context
  const { model, timeZone } = session.org
  return makeEnvironment({
    model,
    object: targets[0] as ObjectModel,
    source: object,
    related,
    userId: session.principal.userId,
    now,
    timeZone,
  })
}

function checkFilter(
  { session }: WriteContext,
  change: Change,
  field: FieldModel,
  candidate: RecordValues,
  environment: WriteEnvironment,
): void {
  const filter = field.compiledLookupFilter
  if (!filter) return
  environment.current = candidate
  environment.source = change.after
  if (evaluateRule(filter.rule, environment) === true) return
  const code = 'FIELD_FILTER_VALIDATION_EXCEPTION'
  const fields = [field.name]
  const { errorMessage } = fieldInWords(session, field).compiledLookupFilter ?? filter
  if (errorMessage !== undefined) addOwnWords(change, code, errorMessage, fields)
  else addProblem(change, code, say('Value does not exist or does not match filter criteria.'), { fields })
}
