import { type Message, say } from '../kernel/message.ts'
import type { ProfileUserPermissionSource } from '../metadata/component-types.d.ts'
import type { OrgModel } from '../metadata/org-model.ts'
import type { PermissionHolderModel } from '../metadata/permission-model.ts'
import { permissionSetGroupsOf } from '../metadata/types/permission-set-group/compile.ts'
import type { Reason } from './decision.ts'
import type { Principal } from './principal.ts'

/** Reason of those who may everything. */
export const HAS_MODIFY_ALL = say('has {permission}', { permission: 'ModifyAllData' })

/** What may be allowed beside objects and fields, under Salesforce's names. */
export type SystemPermission = ProfileUserPermissionSource['name']

/** A profile, permission set or permission set group that a principal has. */
export interface Holder {
  readonly kind: 'Profile' | 'PermissionSet' | 'PermissionSetGroup'
  /** What it gives: of a group without what is muted in it. */
  readonly grants: PermissionHolderModel
  /** Of a group: the permission sets in it, and those that mute. */
  readonly sets?: readonly PermissionHolderModel[]
  readonly muting?: readonly PermissionHolderModel[]
}

/** The profile first. Names that the model no longer has grant nothing. */
export function holdersOf(
  model: OrgModel,
  { profile, permissionSets, permissionSetGroups = [] }: Principal,
): readonly Holder[] {
  const own = model.profiles.get(profile.toLowerCase())
  const sets = permissionSets.flatMap(name => model.permissionSets.get(name.toLowerCase()) ?? [])
  const known = permissionSetGroupsOf(model)
  const groups = permissionSetGroups.flatMap(name => known.get(name.toLowerCase()) ?? [])
  return [
    ...(own ? [{ kind: 'Profile', grants: own } as const] : []),
    ...sets.map(grants => ({ kind: 'PermissionSet', grants }) as const),
    ...groups.map(
      grants =>
        ({
          kind: 'PermissionSetGroup',
          grants,
          sets: grants.permissionSets,
          muting: grants.mutingPermissionSets,
        }) as const,
    ),
  ]
}

type Says = (grants: PermissionHolderModel) => boolean

/** Reasons of the holders that say so; of a group with the permission sets in it that do. */
export function reasonsOf(holders: readonly Holder[], says: Says, message: Message): readonly Reason[] {
  return holders
    .filter(({ grants }) => says(grants))
    .map(({ kind, grants: { name }, sets = [] }) => {
      const through = sets.filter(says).map(set => set.name)
      if (through.length === 0) return { kind, name, message }
      return { kind, name, message: say('{why}, by {sets}', { why: message, sets: through.join(', ') }) }
    })
}

/** Reasons of what mutes it in groups that would give it. */
export function mutedReasons(
  holders: readonly Holder[],
  mutes: Says,
  message: Message,
  gives: Says = mutes,
): readonly Reason[] {
  return holders.flatMap(({ grants, sets = [], muting = [] }) =>
    sets.some(gives)
      ? muting.filter(mutes).map(({ name }) => ({
          kind: 'MutingPermissionSet' as const,
          name,
          message: say('{why} in the group {group}', { why: message, group: grants.name }),
        }))
      : [],
  )
}

export function hasPermission(holders: readonly Holder[], permission: SystemPermission): boolean {
  return holders.some(({ grants }) => grants.permissions.has(permission))
}
