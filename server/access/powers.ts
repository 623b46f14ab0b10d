import type { OrgModel } from '../metadata/org-model.ts'
import type { PermissionHolderModel } from '../metadata/permission-model.ts'
import { permissionSetGroupsOf } from '../metadata/types/permission-set-group/compile.ts'
import type { Access } from './access.ts'
import type { SystemPermission } from './holders.ts'

/** Everything that users have rights by. */
function allHolders(model: OrgModel): readonly PermissionHolderModel[] {
  return [model.profiles, model.permissionSets, permissionSetGroupsOf(model)].flatMap(part => [
    ...part.values(),
  ])
}

/** Profiles, permission sets and their groups by the id of their record. */
export function holderById(model: OrgModel, id: unknown): PermissionHolderModel | undefined {
  return allHolders(model).find(holder => holder.id === id)
}

/** A system permission that the holder gives and the asker lacks: nobody hands on more than they have. */
export function powerBeyond(
  access: Access,
  holder: PermissionHolderModel | undefined,
): SystemPermission | undefined {
  for (const permission of holder?.permissions ?? []) {
    if (!access.may(permission as SystemPermission)) return permission as SystemPermission
  }
  return undefined
}

/** Ids of the profiles, permission sets and groups that make an administrator. */
export function administratorHolders(model: OrgModel): readonly string[] {
  return allHolders(model)
    .filter(({ permissions }) => permissions.has('ModifyAllData'))
    .map(({ id }) => id)
}
