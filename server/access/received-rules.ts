import type { ObjectModel, OrgModel, ShareTarget, SharingRuleModel } from '../metadata/org-model.ts'
import type { UserType } from '../metadata/permission-model.ts'
import { groupsOf } from '../metadata/types/group/compile.ts'
import type { Principal } from './principal.ts'
import { rolesAbove } from './roles.ts'

export interface ReceivedRule {
  readonly object: ObjectModel
  readonly rule: SharingRuleModel
}

/** The sharing rules whose receivers the user belongs to. */
export function receivedRules(model: OrgModel, principal: Principal): readonly ReceivedRule[] {
  const userType = userTypeOf(model, principal)
  return [...model.objects.values()].flatMap(object =>
    object.sharingRules
      .filter(({ to }) => isTarget(model, principal, userType, to))
      .map(rule => ({ object, rule })),
  )
}

export function userTypeOf(model: OrgModel, { profile }: Pick<Principal, 'profile'>): UserType {
  return model.profiles.get(profile.toLowerCase())?.userType ?? 'Standard'
}

/** What the members of a rule's source are kept under. */
export function sourceKey({ kind, name = '' }: ShareTarget): string {
  return `${kind} ${name.toLowerCase()}`
}

/** Are the members known with the principal? Everybody of a kind is too many for that: the criterion asks for them. */
export function isListed({ name }: ShareTarget): boolean {
  return name !== undefined
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
