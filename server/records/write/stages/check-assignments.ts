import { holderById, powerBeyond } from '../../../access/powers.ts'
import { addProblem, goodChanges, type WriteContext } from '../context.ts'

/** Nobody gives, or takes, with a permission set what they do not have themselves. */
export function checkAssignments(context: WriteContext): void {
  const { object, session } = context
  if (object.table !== 'permissionsetassignment') return
  for (const change of goodChanges(context)) {
    const { before, after } = change
    for (const id of new Set([before?.PermissionSetId, after.PermissionSetId])) {
      const set = holderById(session.org.model, id)
      const power = powerBeyond(session.access, set)
      if (power === undefined) continue
      const message = `The permission set ${set?.label} gives the permission ${power}, which you do not have yourself.`
      addProblem(change, 'INSUFFICIENT_ACCESS_OR_READONLY', message, { fields: ['PermissionSetId'] })
    }
  }
}
