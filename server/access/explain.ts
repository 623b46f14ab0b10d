import { type Message, say } from '../kernel/message.ts'
import type { FieldModel, ObjectModel, RecordTypeModel, SharingLevel } from '../metadata/org-model.ts'
import { type AccessPlace, ALL, accessParts } from './access-of.ts'
import { allow, type Decision, deny } from './decision.ts'
import { decideField } from './fields.ts'
import { decideObject } from './objects.ts'
import type { Principal } from './principal.ts'
import { decideRecordType } from './record-types.ts'
import type { Asker, RowPart, RowPlace, RowRight, RowScope } from './row-scope.ts'
import { isCovered, levelOf, rowCriterion, rowParts } from './rows.ts'

const LEVEL_WORDS: Readonly<Record<SharingLevel, Message>> = {
  Private: say('Private'),
  Read: say('Read'),
  ReadWrite: say('ReadWrite'),
  FullAccess: say('FullAccess'),
  ControlledByParent: say('ControlledByParent'),
}

export interface AccessQuestion {
  readonly object: ObjectModel
  readonly right: 'create' | RowRight
  readonly field?: FieldModel
  /** One of the object's, that a record is to be given. */
  readonly recordType?: RecordTypeModel
}

export interface ExplainedRights {
  readonly object: Decision
  readonly field?: Decision
  readonly recordType?: Decision
}

/** What profile and permission sets say of an object, a field and a record type, each with its reasons. */
export function explainRights(
  place: AccessPlace,
  principal: Principal,
  { object, right, field, recordType }: AccessQuestion,
): ExplainedRights {
  const { holders } = accessParts(place, principal)
  return {
    object: decideObject(holders, object, right),
    ...(field && { field: decideField(holders, object, field, right === 'read' ? 'read' : 'edit') }),
    ...(recordType && { recordType: decideRecordType(holders, object, recordType) }),
  }
}

/** Whether rows of the object are open: decided for all of them, or by ways that must be looked at in the row. */
export function explainRows(
  place: AccessPlace,
  principal: Principal,
  object: ObjectModel,
  right: RowRight,
  alias: string,
  asker: Asker,
): Decision | readonly RowPart[] {
  const { holders, scope } = accessParts(place, principal)
  const all = decideObject(holders, object, ALL[right])
  if (all.allowed) return all
  const level = levelOf(scope, object)
  if (isCovered(level, right)) {
    const message =
      scope.userType === 'Standard'
        ? say('is {level} for everybody', { level: LEVEL_WORDS[level] })
        : say('is {level} for users from outside', { level: LEVEL_WORDS[level] })
    return allow({ kind: 'OrgWideDefault', name: object.name, message })
  }
  const row: RowPlace = { object, alias, asker, right, use: 'reasons', depth: 0 }
  return level === 'ControlledByParent' ? throughParent(scope, row) : rowParts(scope, row)
}

function throughParent(scope: RowScope, row: RowPlace): readonly RowPart[] {
  const criterion = rowCriterion(scope, row)
  const reason = {
    kind: 'Parent',
    name: row.object.name,
    message: say('goes by what its parent allows'),
  } as const
  return criterion ? [{ sql: criterion, reason }] : []
}

export function noWay(object: ObjectModel): Decision {
  return deny({
    kind: 'OrgWideDefault',
    name: object.name,
    message: say(
      "nothing opens the record: it is not the user's, and no role, rule, set, share or team leads to it",
    ),
  })
}
