import type { Component, Finding } from '../../component.ts'
import type { ModelDraft } from '../../model-draft.ts'
import type { PermissionHolderModel } from '../../permission-model.ts'
import { type PermissionSetGroupModel, permissionSetGroupsOf } from './compile.ts'

/** A system permission that stands for others: whoever mutes one of those has to mute it, too. */
interface Standing {
  readonly permission: string
  readonly gives: string
  readonly isGiven: (muting: PermissionHolderModel) => boolean
}

const STANDING: readonly Standing[] = [
  {
    permission: 'ModifyAllData',
    gives: 'everything',
    isGiven: ({ objects, fields, recordTypes, apps, permissions }) =>
      [objects, fields, recordTypes, apps, permissions].some(({ size }) => size > 0),
  },
  {
    permission: 'ViewAllData',
    gives: 'reading of all records',
    isGiven: ({ objects }) => [...objects.values()].some(({ read, viewAll }) => read || viewAll),
  },
]

/** Muting that changes nothing looks like safety and is none. */
export function* findUselessMuting(draft: ModelDraft, components: readonly Component[]): Iterable<Finding> {
  for (const component of components) {
    const group = permissionSetGroupsOf(draft).get(component.name.toLowerCase())
    for (const [index, muting] of (group?.mutingPermissionSets ?? []).entries()) {
      const message = group && whyUseless(group, muting)
      const at = ['mutingPermissionSets', index]
      if (message) yield { check: 'permission-set-group.contradiction', component, at, message }
    }
  }
}

function whyUseless(group: PermissionSetGroupModel, muting: PermissionHolderModel): string | undefined {
  const standing = STANDING.find(
    ({ permission, isGiven }) => group.permissions.has(permission) && isGiven(muting),
  )
  if (!standing) return undefined
  const { permission, gives } = standing
  const givers = group.permissionSets.filter(({ permissions }) => permissions.has(permission))
  const names = givers.map(({ name }) => name).join(', ')
  return `${muting.name} mutes what the group gives all the same: ${permission}, of ${names}, stands for ${gives}. Mute ${permission} as well.`
}
