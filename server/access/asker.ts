import type { OrgModel, ShareTarget, UserType } from '../metadata/org-model.ts'
import { groupsOf } from '../metadata/types/group/compile.ts'
import type { Principal } from './principal.ts'
import { roleIds, rolesAbove, rolesBelow } from './roles.ts'

/** The values of a criterion's parameters for one user. */
export interface AskerValues {
  readonly user: string
  readonly owners: readonly string[]
  readonly below: readonly string[]
}

const known = new WeakMap<OrgModel, WeakMap<Principal, AskerValues>>()

export function askerValues(model: OrgModel, principal: Principal): AskerValues {
  let ofModel = known.get(model)
  if (!ofModel) {
    ofModel = new WeakMap()
    known.set(model, ofModel)
  }
  const made = ofModel.get(principal) ?? makeValues(model, principal)
  ofModel.set(principal, made)
  return made
}

function makeValues(model: OrgModel, { userId, role, groups = [] }: Principal): AskerValues {
  return Object.freeze({
    user: userId,
    owners: Object.freeze([userId, ...groups]),
    below: Object.freeze(role === undefined ? [] : roleIds(model, rolesBelow(model, role))),
  })
}

/** Is the user one of those that a sharing rule's target stands for? Those above them are, too. */
export function isTarget(
  model: OrgModel,
  { role, groups = [] }: Principal,
  userType: UserType,
  { kind, name = '' }: ShareTarget,
): boolean {
  return TARGETS[kind]({ model, role, groups, userType }, name.toLowerCase())
}

interface Candidate {
  readonly model: OrgModel
  readonly role: string | undefined
  readonly groups: readonly string[]
  readonly userType: UserType
}

const TARGETS: Readonly<Record<ShareTarget['kind'], (candidate: Candidate, name: string) => boolean>> = {
  group: ({ model, groups }, name) => groups.includes(groupsOf(model).get(name)?.id ?? ''),
  role: ({ model, role }, name) => isAtOrAbove(model, role, name),
  roleAndSubordinates: ({ model, role }, name) =>
    isAtOrAbove(model, role, name) ||
    (role !== undefined && rolesAbove(model, role).some(above => above.toLowerCase() === name)),
  allInternalUsers: ({ userType }) => userType === 'Standard',
  allPartnerUsers: ({ userType }) => userType === 'PowerPartner',
  allCustomerPortalUsers: ({ userType }) => userType === 'CspLitePortal',
}

function isAtOrAbove(model: OrgModel, role: string | undefined, name: string): boolean {
  if (role === undefined) return false
  return (
    role.toLowerCase() === name ||
    rolesAbove(model, name).some(one => one.toLowerCase() === role.toLowerCase())
  )
}
