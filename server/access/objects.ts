import type { ObjectModel } from '../metadata/org-model.ts'
import type { PermissionHolderModel } from '../metadata/permission-model.ts'
import type { ObjectRight } from './access.ts'
import { allow, type Decision, deny } from './decision.ts'
import { type Holder, mutedReasons, reasonsOf, type SystemPermission } from './holders.ts'

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
    const granted = reasonsOf(holders, has, `has ${guard}`)
    if (granted.length > 0) return allow(...granted)
    const needs = { kind: 'Object', name: object.name, message: `needs ${guard}` } as const
    return deny(needs, ...mutedReasons(holders, has, `mutes ${guard}`))
  }
  const granted = STANDING[right].flatMap(permission =>
    reasonsOf(holders, grants => grants.permissions.has(permission), `has ${permission}`),
  )
  const grantsIt = (grants: PermissionHolderModel): boolean => isGranted(grants, object, right)
  const named = reasonsOf(holders, grantsIt, `allows ${right} on ${object.name}`)
  const because = [...granted, ...named]
  if (because.length > 0) return allow(...because)
  const muted = mutedReasons(holders, grantsIt, `mutes ${right} on ${object.name}`)
  if (muted.length > 0) return deny(...muted)
  return deny({
    kind: 'Object',
    name: object.name,
    message: `no profile or permission set of the user allows ${right} on ${object.name}`,
  })
}

function isGranted(grants: PermissionHolderModel, { table }: ObjectModel, right: ObjectRight): boolean {
  return grants.objects.get(table)?.[right] === true
}
