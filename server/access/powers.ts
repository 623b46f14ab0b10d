import type { OrgModel, PermissionHolderModel } from '../metadata/org-model.ts'
import type { Access } from './access.ts'
import type { SystemPermission } from './holders.ts'

/** Profiles and permission sets by the id of their record. */
export function holderById(model: OrgModel, id: unknown): PermissionHolderModel | undefined {
  for (const holders of [model.profiles, model.permissionSets]) {
    for (const holder of holders.values()) if (holder.id === id) return holder
  }
  return undefined
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

/** Ids of the profiles and permission sets that make an administrator. */
export function administratorHolders(model: OrgModel): readonly string[] {
  return [...model.profiles.values(), ...model.permissionSets.values()]
    .filter(({ permissions }) => permissions.has('ModifyAllData'))
    .map(({ id }) => id)
}
