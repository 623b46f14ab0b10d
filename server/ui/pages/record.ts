import { normalizeId } from '../../kernel/ids.ts'
import type { ObjectModel, RecordTypeModel } from '../../metadata/org-model.ts'
import type { Session } from '../../org/session.ts'
import type { ReadRecord } from '../../records/read/output-records.ts'
import { recordTypeOf } from '../../records/write/record-types.ts'
import { activityAddress } from '../activity.ts'
import { objectPath } from '../addresses.ts'
import type { Cell } from '../cell.ts'
import { compiledOnce } from '../compiled.ts'
import { fieldView } from '../field-view.ts'
import { filesView } from '../files.ts'
import { followView } from '../follow.ts'
import { historyOf } from '../history.ts'
import { type CompiledLayout, layoutOf } from '../layouts.ts'
import { liveView } from '../live-view.ts'
import { loginAsAddress } from '../login-as.ts'
import { missingPage, objectOf } from '../object-of.ts'
import { pathOf } from '../path.ts'
import { readRecord } from '../read-record.ts'
import { changesOf, frameOf, type RecordFrame } from '../record-frame.ts'
import { nameOf } from '../record-name.ts'
import { relatedListView } from '../related.ts'
import { inShell } from '../shell.ts'
import type { Page, Visit } from '../visit.ts'

export interface RecordAddress {
  readonly object: string
  readonly id: string
}

export interface FoundRecord {
  readonly object: ObjectModel
  readonly id: string
  readonly record: ReadRecord
  readonly recordType: RecordTypeModel | undefined
  readonly layout: CompiledLayout
}

/** The record of an address with what its layout shows of it. Throws NOT_FOUND. */
export async function findRecord(session: Session, address: RecordAddress): Promise<FoundRecord> {
  const object = objectOf(session, address.object)
  const id = normalizeId(address.id)
  if (!id) throw missingPage()
  const record = await readRecord(session, object, id, cellsOfAny(session, object))
  const recordType = recordTypeOf(object, record.RecordTypeId)
  return { object, id, recordType, layout: layoutOf(session, object, recordType), record }
}

/** What the layouts of all record types show: which one of them it is says the record itself, which is read once. */
function cellsOfAny(session: Session, object: ObjectModel): readonly Cell[] {
  return compiledOnce(session, `cells of any ${object.name}`, () => {
    const types = [undefined, ...object.recordTypes.values()]
    const cells = types.flatMap(type => layoutOf(session, object, type).cells)
    return [...new Map(cells.map(cell => [cell.path, cell])).values()]
  })
}

function firstCards(visit: Visit, found: FoundRecord, { first }: RecordFrame): readonly Promise<object>[] {
  return first.map(list => (list ? relatedListView(visit, found, list) : filesView(visit, found)))
}

export async function recordPage(visit: Visit, address: RecordAddress): Promise<Page> {
  return inShell(visit, 'record', await recordContent(visit, address))
}

/** What a page shows of a record: alone, or beside a list; then fields that are changed lead back to `page`. */
export async function recordContent(visit: Visit, address: RecordAddress, page?: string) {
  const { session, viewer } = visit
  const found = await findRecord(session, address)
  const { object, id, record, recordType, layout } = found
  const frame = frameOf(session, found)
  const changeOf = page === undefined ? frame.changeOf : changesOf(session, found, page)
  // Read side by side.
  const [history, path, follow, ...related] = await Promise.all([
    historyOf(visit, found),
    pathOf(visit, found, changeOf),
    followView(visit, object, id),
    ...firstCards(visit, found, frame),
  ])
  return {
    title: `${nameOf(object, record)} | ${object.label}`,
    object: object.name,
    label: object.label,
    pluralLabel: object.pluralLabel,
    list: objectPath(object.name),
    name: nameOf(object, record),
    recordType: recordType?.label ?? '',
    highlights: layout.highlights.map(cell => fieldView(cell, viewer, { record })),
    path,
    sections: layout.sections.map(({ label, columns }) => ({
      label,
      columns: columns.map(items =>
        items.map(({ cell }) => fieldView(cell, viewer, { record, change: changeOf(cell) })),
      ),
    })),
    related,
    later: frame.later,
    history,
    actions: frame.actions,
    live: liveView(session, object, { record, related: layout.related }),
    follow,
    loginAs: loginAsAddress(visit, object, id),
    id,
    activity: activityAddress(visit, object, id),
  }
}
