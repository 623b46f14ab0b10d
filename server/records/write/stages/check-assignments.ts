import { holderById, powerBeyond } from '../../../access/powers.ts'
import { missingFields } from '../../../fields/problems.ts'
import { say } from '../../../kernel/message.ts'
import { addProblem, type Change, goodChanges, type WriteContext } from '../context.ts'

/** An assignment is of a permission set or of a group, and gives or takes nothing that one does not have oneself. */
export function checkAssignments(context: WriteContext): void {
  const { object, operation } = context
  if (object.table !== 'permissionsetassignment') return
  for (const change of goodChanges(context)) {
    if (operation !== 'delete') checkOne(change)
    for (const field of ['PermissionSetId', 'PermissionSetGroupId']) checkPower(context, change, field)
  }
}

function checkOne(change: Change): void {
  const { PermissionSetId, PermissionSetGroupId } = change.after
  const hasSet = typeof PermissionSetId === 'string'
  const hasGroup = typeof PermissionSetGroupId === 'string'
  if (!hasSet && !hasGroup) {
    const hint = say('Name a permission set, or a group in PermissionSetGroupId.')
    change.problems.push(missingFields(['PermissionSetId'], hint))
  } else if (hasSet && hasGroup) {
    const message = say('An assignment is of a permission set or of a permission set group, not of both.')
    addProblem(change, 'FIELD_INTEGRITY_EXCEPTION', message, { fields: ['PermissionSetGroupId'] })
  }
}

function checkPower({ session }: WriteContext, change: Change, field: string): void {
  for (const id of new Set([change.before?.[field], change.after[field]])) {
    const holder = id ? holderById(session.org.model, id) : undefined
    const power = powerBeyond(session.access, holder)
    if (power === undefined) continue
    const values = { set: holder?.label ?? '', permission: power }
    const message =
      field === 'PermissionSetId'
        ? say(
            'The permission set {set} gives the permission {permission}, which you do not have yourself.',
            values,
          )
        : say(
            'The permission set group {set} gives the permission {permission}, which you do not have yourself.',
            values,
          )
    addProblem(change, 'INSUFFICIENT_ACCESS_OR_READONLY', message, { fields: [field] })
  }
}
