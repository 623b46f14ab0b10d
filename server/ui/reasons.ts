import type { Reason, ReasonKind } from '../access/decision.ts'
import type { ObjectModel, OrgModel } from '../metadata/org-model.ts'
import { mutingSetsOf } from '../metadata/types/muting-permission-set/compile.ts'
import { permissionSetGroupsOf } from '../metadata/types/permission-set-group/compile.ts'
import type { Session } from '../org/session.ts'
import { modelInWords } from '../org/words.ts'
import { messageIn } from './messages.ts'
import { messageFor } from './problem-text.ts'

type Labelled = { readonly label: string } | undefined
type Find = (model: OrgModel, name: string, of: ObjectModel) => Labelled

const findObject: Find = ({ objects }, name) => objects.get(name)
const called = <One extends { readonly name: string }>(all: readonly One[], name: string): One | undefined =>
  all.find(one => one.name.toLowerCase() === name)

/** Where what decides has a label; all else is called by its API name. */
const LABELLED: Partial<Record<ReasonKind, Find>> = {
  Profile: ({ profiles }, name) => profiles.get(name),
  PermissionSet: ({ permissionSets }, name) => permissionSets.get(name),
  PermissionSetGroup: (model, name) => permissionSetGroupsOf(model).get(name),
  MutingPermissionSet: (model, name) => mutingSetsOf(model).get(name),
  Object: findObject,
  OrgWideDefault: findObject,
  Parent: findObject,
  Child: findObject,
  Team: findObject,
  RecordType: (_model, name, { recordTypes }) => recordTypes.get(name),
  SharingRule: (_model, name, { sharingRules }) => called(sharingRules, name),
  SharingSet: (_model, name, { sharingSets }) => called(sharingSets, name),
}

/** `Profile Sales: allows read on Order`, in the reader's language. */
export function reasonText(
  session: Session,
  reader: { readonly language: string; readonly object: ObjectModel },
  { kind, name, message }: Reason,
): string {
  const what = messageIn(reader.language, `sharing.reason.${kind}`)
  const who = name === undefined ? [] : [labelOf(session, kind, name, reader.object)]
  return `${[what, ...who].join(' ')}: ${messageFor(reader, message)}`
}

function labelOf(session: Session, kind: ReasonKind, name: string, of: ObjectModel): string {
  return LABELLED[kind]?.(modelInWords(session), name.toLowerCase(), of)?.label ?? name
}
