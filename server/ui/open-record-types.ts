import type { ObjectModel, RecordTypeModel } from '../metadata/org-model.ts'
import type { Session } from '../org/session.ts'

/** The record types that whoever asks may choose for new records, and the one to begin with. */
export function openRecordTypes(
  { access }: Session,
  object: ObjectModel,
): { readonly types: readonly RecordTypeModel[]; readonly first: RecordTypeModel | undefined } {
  const types = [...object.recordTypes.values()].filter(
    type => type.active && access.recordType(object, type),
  )
  return { types, first: access.defaultRecordType(object) ?? types[0] }
}
