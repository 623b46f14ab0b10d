import type { ObjectRight } from '../../../access/access.ts'
import { addProblem, type BatchOperation, goodChanges, type WriteContext } from '../context.ts'

const RIGHTS: Readonly<Record<BatchOperation, ObjectRight>> = {
  insert: 'create',
  update: 'edit',
  delete: 'delete',
  undelete: 'delete',
}

/** May the principal do this to records of the object, and set these fields? */
export function checkAccess(context: WriteContext): void {
  const { session, object, operation } = context
  if (session.access.object(object, RIGHTS[operation])) return
  for (const change of goodChanges(context)) {
    addProblem(
      change,
      'INSUFFICIENT_ACCESS_OR_READONLY',
      `insufficient access rights on object: ${object.name} (${RIGHTS[operation]})`,
    )
  }
}
