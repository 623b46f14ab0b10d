import { say } from '../kernel/message.ts'
import type { ObjectModel, RecordTypeModel } from '../metadata/org-model.ts'
import { allow, type Decision, deny } from './decision.ts'
import { HAS_MODIFY_ALL, type Holder, reasonsOf } from './holders.ts'

/**
 * May records be given the record type? Only when a profile or permission set names it as visible. Records that have
 * it already are read and edited like others.
 */
export function decideRecordType(
  holders: readonly Holder[],
  object: ObjectModel,
  type: RecordTypeModel,
): Decision {
  const key = keyOf(object, type)
  const all = reasonsOf(holders, grants => grants.permissions.has('ModifyAllData'), HAS_MODIFY_ALL)
  const values = { recordType: `${object.name}.${type.name}` }
  const named = reasonsOf(
    holders,
    grants => grants.recordTypes.get(key)?.visible === true,
    say('makes {recordType} available', values),
  )
  const because = [...all, ...named]
  if (because.length > 0) return allow(...because)
  return deny({
    kind: 'RecordType',
    name: type.name,
    message: say('no profile or permission set of the user makes {recordType} available', values),
  })
}

/** The record type of new records that name none: the profile's, else the object's own where it is available. */
export function defaultRecordTypeFor(
  holders: readonly Holder[],
  object: ObjectModel,
): RecordTypeModel | undefined {
  const profile = holders.find(({ kind }) => kind === 'Profile')?.grants
  const available = [...object.recordTypes.values()].filter(
    type => type.active && decideRecordType(holders, object, type).allowed,
  )
  return (
    available.find(type => profile?.recordTypes.get(keyOf(object, type))?.isDefault) ??
    available.find(({ isDefault }) => isDefault)
  )
}

/** The object's own default: of who may everything. */
export function ownDefaultRecordType({ recordTypes }: ObjectModel): RecordTypeModel | undefined {
  for (const type of recordTypes.values()) if (type.isDefault && type.active) return type
  return undefined
}

function keyOf({ table }: ObjectModel, { name }: RecordTypeModel): string {
  return `${table}.${name.toLowerCase()}`
}
