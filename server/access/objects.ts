import { say } from '../kernel/message.ts'
import type { ObjectModel } from '../metadata/org-model.ts'
import type { PermissionHolderModel } from '../metadata/permission-model.ts'
import type { ObjectRight } from './access.ts'
import { allow, type Decision, deny } from './decision.ts'
import { type Holder, mutedReasons, reasonsOf, type SystemPermission } from './holders.ts'
import { RIGHT_WORDS } from './right-words.ts'

/** Records of these decide who may do what: changing them takes more than rights on the object. */
const GUARDED: ReadonlyMap<string, SystemPermission> = new Map([
  ['user', 'ManageUsers'],
  ['permissionsetassignment', 'ManageUsers'],
  ['group', 'ManageUsers'],
  ['groupmember', 'ManageUsers'],
])

/** System permissions that stand for a right on every object. */
const STANDING: Readonly<Record<ObjectRight, readonly SystemPermission[]>> = {
  read: ['ViewAllData', 'ModifyAllData'],
  viewAll: ['ViewAllData', 'ModifyAllData'],
  create: ['ModifyAllData'],
  edit: ['ModifyAllData'],
  delete: ['ModifyAllData'],
  modifyAll: ['ModifyAllData'],
}

/** May this be done with records of the object? Denied unless something allows it. */
export function decideObject(holders: readonly Holder[], object: ObjectModel, right: ObjectRight): Decision {
  const guard = right === 'read' || right === 'viewAll' ? undefined : GUARDED.get(object.table)
  if (guard) {
    const has = (grants: PermissionHolderModel): boolean => grants.permissions.has(guard)
    const granted = reasonsOf(holders, has, say('has {permission}', { permission: guard }))
    if (granted.length > 0) return allow(...granted)
    const needs = {
      kind: 'Object',
      name: object.name,
      message: say('needs {permission}', { permission: guard }),
    } as const
    return deny(needs, ...mutedReasons(holders, has, say('mutes {permission}', { permission: guard })))
  }
  const granted = STANDING[right].flatMap(permission =>
    reasonsOf(holders, grants => grants.permissions.has(permission), say('has {permission}', { permission })),
  )
  const grantsIt = (grants: PermissionHolderModel): boolean => isGranted(grants, object, right)
  const values = { right: RIGHT_WORDS[right], object: object.name }
  const named = reasonsOf(holders, grantsIt, say('allows {right} on {object}', values))
  const because = [...granted, ...named]
  if (because.length > 0) return allow(...because)
  const muted = mutedReasons(holders, grantsIt, say('mutes {right} on {object}', values))
  if (muted.length > 0) return deny(...muted)
  return deny({
    kind: 'Object',
    name: object.name,
    message: say('no profile or permission set of the user allows {right} on {object}', values),
  })
}

function isGranted(grants: PermissionHolderModel, { table }: ObjectModel, right: ObjectRight): boolean {
  return grants.objects.get(table)?.[right] === true
}
