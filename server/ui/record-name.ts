import type { ObjectModel } from '../metadata/org-model.ts'
import { recordText } from '../org/words.ts'
import type { ReadRecord } from '../records/read/output-records.ts'

/** What people call the record, in the words of its object. */
export function nameOf(object: ObjectModel, record: ReadRecord): string {
  const { name } = object.nameField
  return String(recordText(object, record.Id, name, record[name]) ?? record.Id)
}
