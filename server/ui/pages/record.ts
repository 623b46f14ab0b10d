import { normalizeId } from '../../kernel/ids.ts'
import type { ObjectModel, RecordTypeModel } from '../../metadata/org-model.ts'
import type { Session } from '../../org/session.ts'
import type { ReadRecord } from '../../records/read/output-records.ts'
import { recordTypeOf } from '../../records/write/record-types.ts'
import { activityAddress } from '../activity.ts'
import { objectPath, recordPath, withParameters } from '../addresses.ts'
import type { Cell } from '../cell.ts'
import { compiledOnce } from '../compiled.ts'
import { fieldView } from '../field-view.ts'
import { FILES, fileObjects, filesView } from '../files.ts'
import { followView } from '../follow.ts'
import { formCells } from '../form-fields.ts'
import { historyOf } from '../history.ts'
import { type CompiledLayout, layoutOf } from '../layouts.ts'
import { liveView } from '../live-view.ts'
import { loginAsAddress } from '../login-as.ts'
import { mayCreate, mayDelete, mayEdit } from '../may.ts'
import { missingPage, objectOf } from '../object-of.ts'
import { pathOf } from '../path.ts'
import { nameOf, readRecord } from '../read-record.ts'
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

/** Lists that a page comes with; the others are fetched when they are scrolled to. */
const LISTS_AT_ONCE = 1

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

/** Related lists, and the files where the layout has them; behind the lists, where it says nothing of them. */
function relatedCards(visit: Visit, found: FoundRecord): readonly Promise<object>[] {
  const { related } = found.layout
  const hasFiles = fileObjects(visit.session, found.object) !== undefined
  const cards = related.map((list, index): Promise<object> => {
    const isRead = index < LISTS_AT_ONCE
    if (hasFiles && list.name === FILES) return filesView(visit, found, isRead)
    return relatedListView(visit, found, list, isRead)
  })
  const isPlaced = related.some(({ name }) => name === FILES)
  return hasFiles && !isPlaced ? [...cards, filesView(visit, found, false)] : cards
}

export async function recordPage(visit: Visit, address: RecordAddress): Promise<Page> {
  return inShell(visit, 'record', await recordContent(visit, address))
}

/** Of a form for one field. It leads back to the record, when it is not told where else to. */
function changeAddress(edit: string, name: string, value: string | undefined, page: string | undefined) {
  if (value === undefined && page === undefined) return `${edit}?fields=${name}`
  return withParameters(edit, { fields: name, [name]: value, retURL: page })
}

/** What a page shows of a record: alone, or beside a list; then fields that are changed lead back to `page`. */
export async function recordContent(visit: Visit, address: RecordAddress, page?: string) {
  const { session, viewer } = visit
  const found = await findRecord(session, address)
  const { object, id, record, recordType, layout } = found
  const at = (action: string): string => recordPath(object.name, id, action)
  const edit = at('edit')
  const changeable = mayEdit(session, object) ? formCells(session, object, layout, 'update') : undefined
  const changeOf = (name: string, value?: string): string =>
    changeable?.has(name) ? changeAddress(edit, name, value, page) : ''
  // Read side by side.
  const [history, path, follow, ...related] = await Promise.all([
    historyOf(visit, found),
    pathOf(visit, found, changeOf),
    followView(visit, object, id),
    ...relatedCards(visit, found),
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
        items.map(({ cell }) => fieldView(cell, viewer, { record, change: changeOf(cell.path) })),
      ),
    })),
    related,
    history,
    edit: mayEdit(session, object) ? edit : '',
    clone: mayCreate(session, object) ? at('clone') : '',
    sharing: at('sharing'),
    live: liveView(session, object, { record, related: layout.related }),
    follow,
    loginAs: loginAsAddress(visit, object, id),
    id,
    activity: activityAddress(visit, object, id),
    remove: mayDelete(session, object) ? at('delete') : '',
  }
}
