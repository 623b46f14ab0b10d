import type { FieldModel, ObjectModel } from '../metadata/org-model.ts'
import type { Session } from '../org/session.ts'
import { objectInWords, recordText } from '../org/words.ts'
import { hasOneOf } from './query/conditions.ts'
import type { Query } from './query/query.ts'
import type { ReadRecord } from './read/output-records.ts'
import { readRecords } from './read-records.ts'

/** Those of the records that are there and open to the session. */
export async function visibleIds(
  session: Session,
  object: ObjectModel,
  ids: readonly string[],
): Promise<ReadonlySet<string>> {
  const records = await visibleRecords(session, object, ids, ['Id'])
  return new Set(records.map(({ Id }) => String(Id)))
}

/** What those of the records are called that are there and open to the session; none of an object without names to read. */
export async function visibleNames(
  session: Session,
  object: ObjectModel,
  ids: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const { nameField } = object
  const { access } = session
  if (!access.object(object, 'read') || !access.field(nameField, 'read')) return new Map()
  const records = await visibleRecords(session, object, ids, ['Id', nameField.name])
  const words = objectInWords(session, object)
  const nameOf = ({ Id, [nameField.name]: name }: ReadRecord): string =>
    String(recordText(words, Id, nameField.name, name) ?? Id)
  return new Map(records.map(record => [String(record.Id), nameOf(record)]))
}

/** The records that those of the records name in a lookup which are there and open to the session. */
export async function visibleParents(
  session: Session,
  lookup: FieldModel,
  ids: readonly string[],
): Promise<readonly string[]> {
  const object = session.org.model.objects.get(lookup.object.toLowerCase())
  if (!object) return []
  const records = await visibleRecords(session, object, ids, [lookup.name])
  return records.flatMap(record => {
    const id = record[lookup.name]
    return typeof id === 'string' ? [id] : []
  })
}

/** So many are found by their ids in no time. */
const FEW = 50

/** Those of the records that are there and open to the session, with these fields. */
export async function visibleRecords(
  session: Session,
  object: ObjectModel,
  ids: readonly string[],
  fields: readonly string[],
): Promise<readonly ReadRecord[]> {
  if (ids.length === 0) return []
  const query: Query = {
    from: object.name,
    select: fields.map(path => ({ kind: 'field', path })),
    where: hasOneOf('Id', ids),
    scope: 'live',
    isQuick: ids.length <= FEW,
  }
  return readRecords(session, query)
}
