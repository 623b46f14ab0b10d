import type { ObjectModel } from '../metadata/org-model.ts'
import { recordText } from '../org/words.ts'
import type { ReadRecord } from '../records/read/output-records.ts'

/** What people call the record, in the words of its object; its id for whom the name is hidden from. */
export function nameOf(object: ObjectModel, record: ReadRecord): string {
  const { name } = object.nameField
  const stored = record[name] ?? null
  return String(stored === null ? record.Id : recordText(object, record.Id, name, stored))
}
