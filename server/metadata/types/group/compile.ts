import { compileReference } from '../../compile-path.ts'
import type { Component } from '../../component.ts'
import type { GroupSource } from '../../component-types.d.ts'
import type { ModelDraft } from '../../model-draft.ts'
import { suggest } from '../../nearest-word.ts'
import type { OrgModel } from '../../org-model.ts'
import { rolesOf } from '../role/compile.ts'

/** What the type puts into the model's part `group`. */
export interface GroupModel {
  /** Record id of its Group row (`00G…`); empty until the org has given one. */
  readonly id: string
  readonly name: string
  readonly label: string
  readonly description?: string
  readonly doesIncludeBosses: boolean
  readonly roles: readonly string[]
  readonly groups: readonly string[]
}

export function groupsOf(model: Pick<OrgModel, 'parts'>): ReadonlyMap<string, GroupModel> {
  return (model.parts.get('group') ?? new Map()) as ReadonlyMap<string, GroupModel>
}

export function compileGroups(components: readonly Component<GroupSource>[], draft: ModelDraft): void {
  const groups = new Map(components.map(({ name }) => [name.toLowerCase(), name]))
  const roles = new Map([...rolesOf(draft)].map(([lower, { name }]) => [lower, name]))
  const resolve = (
    component: Component<GroupSource>,
    key: 'roles' | 'groups',
    names: ReadonlyMap<string, string>,
  ): readonly string[] =>
    (component.source[key] ?? []).flatMap((name, index) => {
      const type = key === 'roles' ? 'role' : 'group'
      const place = { type, name, at: [key, index], check: `group.unknown-${type}` }
      const known = (lower: string) => names.get(lower)
      return (
        compileReference(draft, component, { ...place, known, hint: suggest(name, names.values()) }) ?? []
      )
    })
  for (const component of components) {
    const { label, description, doesIncludeBosses = true } = component.source
    const model: GroupModel = {
      id: draft.context.idOf('group', component.fullName),
      name: component.name,
      label,
      ...(description !== undefined && { description }),
      doesIncludeBosses,
      roles: resolve(component, 'roles', roles),
      groups: resolve(component, 'groups', groups),
    }
    draft.part('group').set(component.name.toLowerCase(), model)
  }
}
