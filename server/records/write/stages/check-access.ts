import type { ObjectRight } from '../../../access/access.ts'
import { isPersonal } from '../../../access/own-user.ts'
import { RIGHT_WORDS } from '../../../access/right-words.ts'
import { whyShownOnly } from '../../../access/shown-objects.ts'
import { say } from '../../../kernel/message.ts'
import { addProblem, type BatchOperation, type Change, goodChanges, type WriteContext } from '../context.ts'

const RIGHTS: Readonly<Record<BatchOperation, ObjectRight>> = {
  insert: 'create',
  update: 'edit',
  delete: 'delete',
  undelete: 'delete',
}

/** May the principal do this to records of the object? Records that only show something else are saved by nobody. */
export function checkAccess(context: WriteContext): void {
  const { session, object, operation } = context
  const why = whyShownOnly(object)
  if (why !== undefined) {
    for (const change of context.changes) addProblem(change, 'CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY', why)
    return
  }
  if (session.access.object(object, RIGHTS[operation])) return
  for (const change of goodChanges(context)) {
    if (isOwnUser(context, change)) refuseImpersonal(change)
    else
      addProblem(
        change,
        'INSUFFICIENT_ACCESS_OR_READONLY',
        say('insufficient access rights on object: {object} ({right})', {
          ...{ object: object.name, right: RIGHT_WORDS[RIGHTS[operation]] },
        }),
      )
  }
}

/** Everybody may put their own name and address right. */
function isOwnUser({ session, object, operation }: WriteContext, { id }: Change): boolean {
  return object.table === 'user' && operation === 'update' && id === session.principal.userId
}

function refuseImpersonal(change: Change): void {
  const fields = Object.keys(change.input).filter(
    key => !isPersonal(key) && !['id', 'attributes'].includes(key.toLowerCase()),
  )
  if (fields.length === 0) return
  const message = say(
    'Of your own user record you may change your name and how you are reached, not {fields}: ask an administrator.',
    { fields: fields.join(', ') },
  )
  addProblem(change, 'INSUFFICIENT_ACCESS_OR_READONLY', message, { fields })
}
