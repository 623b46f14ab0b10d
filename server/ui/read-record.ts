import type { ObjectModel } from '../metadata/org-model.ts'
import type { Session } from '../org/session.ts'
import { hasText } from '../records/query/conditions.ts'
import type { Query } from '../records/query/query.ts'
import type { ReadRecord } from '../records/read/output-records.ts'
import { readRecords } from '../records/read-records.ts'
import { type Cell, selectOf } from './cell.ts'
import { modifierCell } from './live-view.ts'
import { missingPage } from './object-of.ts'

const ALWAYS = ['RecordTypeId', 'LastModifiedDate', 'IsDeleted']

/** What pages show of one record, with its name. Throws NOT_FOUND for one that may not be seen. */
export async function readRecord(
  session: Session,
  object: ObjectModel,
  id: string,
  cells: readonly Cell[],
): Promise<ReadRecord> {
  const query: Query = {
    from: object.name,
    select: selectFor(session, object, cells),
    where: hasText('Id', id),
    scope: 'live',
  }
  const [record] = await readRecords(session, query)
  if (!record) throw missingPage()
  return record
}

const selects = new WeakMap<readonly Cell[], Query['select']>()

/** Cells are compiled for an access, and so is what is read for them. */
function selectFor(session: Session, object: ObjectModel, cells: readonly Cell[]): Query['select'] {
  const known = selects.get(cells)
  if (known) return known
  const isThere = (name: string): boolean => {
    const field = object.fields.get(name.toLowerCase())
    return field !== undefined && session.access.field(field, 'read')
  }
  const more = [...ALWAYS, object.nameField.name].filter(isThere)
  const modifier = modifierCell(session, object)
  const select = selectOf(modifier ? [...cells, modifier] : cells, more)
  selects.set(cells, select)
  return select
}
