import type { ProfileUserPermissionSource } from '../metadata/component-types.d.ts'
import type { OrgModel, PermissionHolderModel } from '../metadata/org-model.ts'
import type { Reason } from './decision.ts'
import type { Principal } from './principal.ts'

/** What may be allowed beside objects and fields, under Salesforce's names. */
export type SystemPermission = ProfileUserPermissionSource['name']

/** A profile or permission set that a principal has. */
export interface Holder {
  readonly kind: 'Profile' | 'PermissionSet'
  readonly grants: PermissionHolderModel
}

/** The profile first. Names that the model no longer has grant nothing. */
export function holdersOf(model: OrgModel, { profile, permissionSets }: Principal): readonly Holder[] {
  const own = model.profiles.get(profile.toLowerCase())
  const sets = permissionSets.flatMap(name => model.permissionSets.get(name.toLowerCase()) ?? [])
  return [
    ...(own ? [{ kind: 'Profile', grants: own } as const] : []),
    ...sets.map(grants => ({ kind: 'PermissionSet', grants }) as const),
  ]
}

/** Reasons of the holders that say so. */
export function reasonsOf(
  holders: readonly Holder[],
  says: (grants: PermissionHolderModel) => boolean,
  message: string,
): readonly Reason[] {
  return holders
    .filter(({ grants }) => says(grants))
    .map(({ kind, grants: { name } }) => ({ kind, name, message }))
}

export function hasPermission(holders: readonly Holder[], permission: SystemPermission): boolean {
  return holders.some(({ grants }) => grants.permissions.has(permission))
}
