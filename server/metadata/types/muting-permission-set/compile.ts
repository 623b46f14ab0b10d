import type { Component } from '../../component.ts'
import type { MutingPermissionSetSource } from '../../component-types.d.ts'
import type { ModelDraft } from '../../model-draft.ts'
import type { OrgModel } from '../../org-model.ts'
import type { PermissionHolderModel } from '../../permission-model.ts'
import { compilePermissions } from '../profile/compile-permissions.ts'
import { grantsOf } from '../profile/grants-of.ts'
import { NEEDED, type ObjectRight, type ObjectRights } from '../profile/needed-rights.ts'

/** Permissions that lay a duty on their users: without them, somebody could do more. */
const DEMANDS: ReadonlySet<string> = new Set(['ForceTwoFactor'])

export function mutingSetsOf(model: Pick<OrgModel, 'parts'>): ReadonlyMap<string, PermissionHolderModel> {
  const part = model.parts.get('muting-permission-set') ?? new Map()
  return part as ReadonlyMap<string, PermissionHolderModel>
}

export function compileMutingSets(
  components: readonly Component<MutingPermissionSetSource>[],
  draft: ModelDraft,
): void {
  for (const component of components) {
    for (const [index, { name, enabled }] of (component.source.userPermissions ?? []).entries()) {
      if (!enabled || !DEMANDS.has(name)) continue
      const message = `${name} is demanded of users, and not muted: leave the permission set out of the group.`
      const at = ['userPermissions', index, 'name']
      draft.report({ check: 'muting-permission-set.demand', component, at, message })
    }
    const named = compilePermissions(component, draft)
    const muting: PermissionHolderModel = { ...named, ...grantsOf(closeRights(component.source)) }
    draft.part('muting-permission-set').set(component.name.toLowerCase(), muting)
  }
}

/** Muted is also what is worth nothing without what is muted: without reading, nobody edits. */
function closeRights(source: MutingPermissionSetSource): MutingPermissionSetSource {
  const { objectPermissions = [], fieldPermissions = [], userPermissions = [] } = source
  const mutesViews = userPermissions.some(({ name, enabled }) => enabled && name === 'ViewAllData')
  return {
    ...source,
    objectPermissions: objectPermissions.map(closeObject),
    fieldPermissions: fieldPermissions.map(one => ({
      ...one,
      editable: one.readable || one.editable === true,
    })),
    userPermissions: [...userPermissions, { name: 'ModifyAllData', enabled: mutesViews }],
  }
}

const RIGHTS: readonly ObjectRight[] = [
  ...(['allowRead', 'allowCreate', 'allowEdit', 'allowDelete'] as const),
  ...(['viewAllRecords', 'modifyAllRecords', 'viewAllFields'] as const),
]

function closeObject(muted: ObjectRights): ObjectRights {
  const isMuted = (right: ObjectRight): boolean =>
    muted[right] === true || (NEEDED[right] ?? []).some(isMuted)
  return { object: muted.object, ...Object.fromEntries(RIGHTS.map(right => [right, isMuted(right)])) }
}
