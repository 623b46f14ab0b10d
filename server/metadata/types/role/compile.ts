import { compileReference } from '../../compile-path.ts'
import type { Component } from '../../component.ts'
import type { RoleSource } from '../../component-types.d.ts'
import type { ModelDraft } from '../../model-draft.ts'
import { suggest } from '../../nearest-word.ts'
import type { OrgModel } from '../../org-model.ts'

/** What the type puts into the model's part `role`. */
export interface RoleModel {
  /** Record id of its UserRole row (`00E…`); empty until the org has given one. */
  readonly id: string
  readonly name: string
  readonly label: string
  readonly description?: string
  /** API name of the role above. */
  readonly parentRole?: string
  /** What owners of accounts in this role may do with what belongs to those accounts. */
  readonly contactAccess: ChildAccess
  readonly opportunityAccess: ChildAccess
  readonly caseAccess: ChildAccess
}

export type ChildAccess = 'None' | 'Read' | 'Edit'

export function rolesOf(model: Pick<OrgModel, 'parts'>): ReadonlyMap<string, RoleModel> {
  return (model.parts.get('role') ?? new Map()) as ReadonlyMap<string, RoleModel>
}

export function compileRoles(components: readonly Component<RoleSource>[], draft: ModelDraft): void {
  const names = new Map(components.map(({ name }) => [name.toLowerCase(), name]))
  for (const component of components) {
    const { label, description, parentRole, ...source } = component.source
    const parent =
      parentRole &&
      compileReference(draft, component, {
        type: 'role',
        name: parentRole,
        at: ['parentRole'],
        check: 'role.unknown-parent',
        known: lower => names.get(lower),
        hint: suggest(parentRole, names.values()),
      })
    const model: RoleModel = {
      id: draft.context.idOf('role', component.fullName),
      name: component.name,
      label,
      ...(description !== undefined && { description }),
      ...(parent && { parentRole: parent }),
      contactAccess: source.contactAccessLevel ?? 'None',
      opportunityAccess: source.opportunityAccessLevel ?? 'None',
      caseAccess: source.caseAccessLevel ?? 'None',
    }
    draft.part('role').set(component.name.toLowerCase(), model)
  }
}
