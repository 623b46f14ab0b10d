import { isOffered, valuesNotOffered } from '../../../fields/dependent-values.ts'
import { badValueMessage } from '../../../fields/picklist-values.ts'
import { type Message, say } from '../../../kernel/message.ts'
import type { FieldModel } from '../../../metadata/org-model.ts'
import type { Session } from '../../../org/session.ts'
import { fieldInWords } from '../../../org/words.ts'
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
  const { label } = field
  // Whoever may not see the controlling field is not told what it has.
  const hint = session.access.field(controlling, 'read')
    ? hintOf(session, { field, controlling }, change)
    : undefined
  const code = 'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST'
  addProblem(change, code, badValueMessage(wrong.join(';')), { fields: [field.name], label, hint })
}

function hintOf(session: Session, { field, controlling }: Dependent, { after }: Change): Message {
  const offering = after[controlling.name]
  const chosen = (field.values ?? []).filter(value => value.isActive && isOffered(value, offering))
  const label = fieldInWords(session, controlling).label
  if (chosen.length === 0)
    return say('What {controlling} says offers no value: leave it blank.', { controlling: label })
  const values = chosen.map(({ fullName }) => fullName).join(', ')
  return say('What {controlling} says offers: {values}.', { controlling: label, values })
}
