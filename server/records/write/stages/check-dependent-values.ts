import { isOffered, valuesNotOffered } from '../../../fields/dependent-values.ts'
import type { FieldModel } from '../../../metadata/org-model.ts'
import { addProblem, type Change, type WriteContext } from '../context.ts'
import { changingDependents } from '../needs.ts'
import { type Dependent, planOf } from '../plan.ts'
import { sameValue } from '../values.ts'

/**
 * Dependent picklists have values that their controlling field offers, whichever of both has changed. What a record had
 * before stays; a value that an unrestricted picklist does not know depends on nothing.
 */
export function checkDependentValues(context: WriteContext): void {
  const { operation, object, session, touched } = context
  if (operation !== 'insert' && operation !== 'update') return
  for (const dependent of changingDependents(planOf(session.org.model, object), touched)) {
    for (const change of context.changes) if (hasChanged(change, dependent)) check(context, change, dependent)
  }
}

function hasChanged({ before, after }: Change, { field, controlling }: Dependent): boolean {
  const isSame = (one: FieldModel): boolean => sameValue(one, before?.[one.name], after[one.name])
  return before === null || !isSame(field) || !isSame(controlling)
}

function check({ session }: WriteContext, change: Change, { field, controlling }: Dependent): void {
  const offering = change.after[controlling.name]
  const wrong = valuesNotOffered(field, change.after[field.name], offering)
  if (wrong.length === 0) return
  const message = `${field.label}: bad value for restricted picklist field: ${wrong.join(';')}`
  // Whoever may not see the controlling field is not told what it has.
  const hint = session.access.field(controlling, 'read') ? hintOf({ field, controlling }, change) : undefined
  const code = 'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST'
  addProblem(change, code, message, { fields: [field.name], ...(hint && { hint }) })
}

function hintOf({ field, controlling }: Dependent, { after }: Change): string {
  const offering = after[controlling.name]
  const chosen = (field.values ?? []).filter(value => value.isActive && isOffered(value, offering))
  if (chosen.length === 0) return `What ${controlling.label} says offers no value: leave it blank.`
  return `What ${controlling.label} says offers: ${chosen.map(({ fullName }) => fullName).join(', ')}.`
}
