import type { Message } from '../kernel/message.ts'
/** Whether something may be done, and what says so: a profile, a permission set, a sharing rule, a role. */
export interface Decision {
  readonly allowed: boolean
  readonly because: readonly Reason[]
}

export interface Reason {
  readonly kind: ReasonKind
  /** API name of what decided; undefined for what holds for everybody. */
  readonly name?: string
  readonly message: Message
}

export type ReasonKind =
  | 'Profile'
  | 'PermissionSet'
  | 'PermissionSetGroup'
  | 'MutingPermissionSet'
  | 'Object'
  | 'Field'
  | 'RecordType'
  | 'OrgWideDefault'
  | 'Owner'
  | 'Role'
  | 'Team'
  | 'SharingRule'
  | 'SharingSet'
  | 'ManualShare'
  | 'Parent'
  | 'Child'
  | 'User'

export function allow(...because: readonly Reason[]): Decision {
  return { allowed: true, because }
}

export function deny(...because: readonly Reason[]): Decision {
  return { allowed: false, because }
}
