import { compileReference } from '../../compile-path.ts'
import type { Component } from '../../component.ts'
import type { PermissionSetGroupSource } from '../../component-types.d.ts'
import type { ModelDraft } from '../../model-draft.ts'
import { suggest } from '../../nearest-word.ts'
import type { OrgModel } from '../../org-model.ts'
import type { PermissionHolderModel } from '../../permission-model.ts'
import { mutingSetsOf } from '../muting-permission-set/compile.ts'
import { mergeGrants } from './merge-grants.ts'

/** What the type puts into the model's part `permission-set-group`: what the group gives, muted rights left out. */
export interface PermissionSetGroupModel extends PermissionHolderModel {
  readonly permissionSets: readonly PermissionHolderModel[]
  readonly mutingPermissionSets: readonly PermissionHolderModel[]
}

type GroupComponent = Component<PermissionSetGroupSource>
type List = 'permissionSets' | 'mutingPermissionSets'

export function permissionSetGroupsOf(
  model: Pick<OrgModel, 'parts'>,
): ReadonlyMap<string, PermissionSetGroupModel> {
  const part = model.parts.get('permission-set-group') ?? new Map()
  return part as ReadonlyMap<string, PermissionSetGroupModel>
}

export function compilePermissionSetGroups(components: readonly GroupComponent[], draft: ModelDraft): void {
  for (const component of components) {
    const permissionSets = resolveSets(component, 'permissionSets', draft)
    const mutingPermissionSets = resolveSets(component, 'mutingPermissionSets', draft)
    const { label, description } = component.source
    const model: PermissionSetGroupModel = {
      id: draft.context.idOf('permission-set-group', component.fullName),
      name: component.name,
      label,
      ...(description !== undefined && { description }),
      permissionSets,
      mutingPermissionSets,
      ...mergeGrants(permissionSets, mutingPermissionSets),
    }
    draft.part('permission-set-group').set(component.name.toLowerCase(), model)
  }
}

function resolveSets(
  component: GroupComponent,
  list: List,
  draft: ModelDraft,
): readonly PermissionHolderModel[] {
  const kinds = { permissionSets: draft.permissionSets, mutingPermissionSets: mutingSetsOf(draft) }
  const other: List = list === 'permissionSets' ? 'mutingPermissionSets' : 'permissionSets'
  const found = new Map<string, PermissionHolderModel>()
  for (const [index, name] of (component.source[list] ?? []).entries()) {
    const lower = name.toLowerCase()
    const at = [list, index]
    if (found.has(lower)) {
      const message = `"${name}" is in ${list} twice.`
      draft.report({ check: 'permission-set-group.duplicate', component, at, message })
    } else if (!kinds[list].has(lower) && kinds[other].has(lower)) {
      const message = `${name} belongs into "${other}".`
      draft.report({ check: 'permission-set-group.wrong-list', component, at, message })
    } else {
      const set = resolveSet(component, kinds[list], { type: TYPES[list], name, at }, draft)
      if (set) found.set(lower, set)
    }
  }
  return [...found.values()]
}

const TYPES = { permissionSets: 'permission-set', mutingPermissionSets: 'muting-permission-set' } as const

function resolveSet(
  component: GroupComponent,
  sets: ReadonlyMap<string, PermissionHolderModel>,
  place: { readonly type: string; readonly name: string; readonly at: readonly (string | number)[] },
  draft: ModelDraft,
): PermissionHolderModel | undefined {
  const names = [...sets.values()].map(({ name }) => name)
  compileReference(draft, component, {
    ...place,
    at: [...place.at],
    check: `permission-set-group.unknown-${place.type}`,
    known: lower => sets.get(lower)?.name,
    hint: suggest(place.name, names),
  })
  return sets.get(place.name.toLowerCase())
}
