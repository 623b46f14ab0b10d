import type { Reason, ReasonKind } from '../access/decision.ts'
import type { ObjectModel } from '../metadata/org-model.ts'
import type { Session } from '../org/session.ts'
import { modelInWords } from '../org/words.ts'
import { messageIn } from './messages.ts'
import { messageFor } from './problem-text.ts'

/** Where what decides has a label; all else is called by its API name. */
const LABELLED = {
  Profile: 'profiles',
  PermissionSet: 'permissionSets',
  MutingPermissionSet: 'permissionSets',
  Object: 'objects',
  OrgWideDefault: 'objects',
  Parent: 'objects',
  Child: 'objects',
  Team: 'objects',
} as const satisfies Partial<Record<ReasonKind, 'profiles' | 'permissionSets' | 'objects'>>

/** `Profile Sales: allows read on Order`, in the reader's language. */
export function reasonText(
  session: Session,
  reader: { readonly language: string; readonly object: ObjectModel },
  { kind, name, message }: Reason,
): string {
  const what = messageIn(reader.language, `sharing.reason.${kind}`)
  const called = name === undefined ? [] : [labelOf(session, kind, name)]
  return `${[what, ...called].join(' ')}: ${messageFor(reader, message)}`
}

function labelOf(session: Session, kind: ReasonKind, name: string): string {
  const where = LABELLED[kind as keyof typeof LABELLED]
  if (!where) return name
  const named: ReadonlyMap<string, { readonly label: string }> = modelInWords(session)[where]
  return named.get(name.toLowerCase())?.label ?? name
}
