import type { Principal } from '../../access/principal.ts'
import type { RecordValues } from '../../fields/field-type.ts'
import type { FieldModel, ObjectModel } from '../../metadata/org-model.ts'

/**
 * What a session knows of its own user; undefined for other records, or when more is asked for. Sessions follow every
 * save of these fields, so rules that ask whether the user comes from outside cost no statement.
 */
export function ownUserRecord(
  { userId, username, contactId }: Principal,
  { table }: ObjectModel,
  id: string,
  fields: ReadonlySet<FieldModel> | undefined,
): RecordValues | undefined {
  if (table !== 'user' || id !== userId) return undefined
  const record: RecordValues = { Id: userId, Username: username, ContactId: contactId ?? null }
  for (const { name } of fields ?? []) if (!(name in record)) return undefined
  return record
}
