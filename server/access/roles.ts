import type { OrgModel } from '../metadata/org-model.ts'
import { rolesOf } from '../metadata/types/role/compile.ts'

/** Names of the roles below each role, by lower-case name; made once for a model. */
const belowOfModel = new WeakMap<OrgModel, ReadonlyMap<string, readonly string[]>>()

/** The roles under a role, at any depth, without itself. */
export function rolesBelow(model: OrgModel, name: string): readonly string[] {
  let below = belowOfModel.get(model)
  if (!below) {
    below = collectBelow(model)
    belowOfModel.set(model, below)
  }
  return below.get(name.toLowerCase()) ?? []
}

function collectBelow(model: OrgModel): ReadonlyMap<string, readonly string[]> {
  const roles = rolesOf(model)
  const below = new Map<string, string[]>()
  for (const role of roles.values()) {
    for (const above of rolesAbove(model, role.name)) {
      const list = below.get(above.toLowerCase())
      if (list) list.push(role.name)
      else below.set(above.toLowerCase(), [role.name])
    }
  }
  return below
}

/** The roles over a role, nearest first. */
export function rolesAbove(model: OrgModel, name: string): readonly string[] {
  const roles = rolesOf(model)
  const above: string[] = []
  let parent = roles.get(name.toLowerCase())?.parentRole
  while (parent !== undefined && !above.includes(parent)) {
    above.push(parent)
    parent = roles.get(parent.toLowerCase())?.parentRole
  }
  return above
}

export function rolesAtAndBelow(model: OrgModel, name: string): readonly string[] {
  return [name, ...rolesBelow(model, name)]
}

/** Record ids of roles; those that the model lacks are left out. */
export function roleIds(model: OrgModel, names: readonly string[]): readonly string[] {
  const roles = rolesOf(model)
  return names.flatMap(name => roles.get(name.toLowerCase())?.id ?? [])
}
