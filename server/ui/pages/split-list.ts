import { readPage } from '../../records/read-page.ts'
import { objectPath, recordPath, withParameters } from '../addresses.ts'
import { goneNotice } from '../gone-list.ts'
import { type ListRequest, queryOf } from '../list-query.ts'
import { liveView } from '../live-view.ts'
import { mayCreate } from '../may.ts'
import { objectOf } from '../object-of.ts'
import { cellViews, rowView } from '../rows.ts'
import { openList } from '../saved-lists.ts'
import { inShell } from '../shell.ts'
import type { Page, Visit } from '../visit.ts'
import { recordContent } from './record.ts'

export interface SplitRequest extends ListRequest {
  /** Of the record beside the list; undefined: the first. */
  readonly id?: string | undefined
}

const ROWS = 50
/** Of what a row shows beside its name. */
const MORE_CELLS = 3

/** A list with one of its records beside it. */
export async function splitListPage(visit: Visit, request: SplitRequest): Promise<Page> {
  const { session, viewer } = visit
  const object = objectOf(session, request.object)
  const opened = await openList(session, object, request.filterName)
  const { list, lists } = opened
  const query = queryOf(session, object, list, request)
  const { records, next } = await readPage(session, query, { size: ROWS, after: request.after })
  const id = request.id ?? (records[0] ? String(records[0].Id) : undefined)
  const path = objectPath(object.name, 'split')
  const { sort, desc, q, after } = request
  const asked = { filterName: list.view.name, sort, desc, q }
  const own = withParameters(path, { ...asked, after, id })
  const record = id === undefined ? null : await recordContent(visit, { object: object.name, id }, own)
  const rows = records.map(one => {
    const alone = recordPath(object.name, String(one.Id))
    const row = rowView(list.columns.slice(0, 1 + MORE_CELLS), one, viewer, alone)
    const split = withParameters(path, { ...asked, after, id: row.id })
    return { ...row, alone, split, cells: cellViews(row).slice(1), isCurrent: row.id === record?.id }
  })
  return inShell(visit, 'split-list', {
    title: list.view.label,
    notice: goneNotice(opened, request.filterName, list.view.label),
    ...{ object: object.name, label: object.label, pluralLabel: object.pluralLabel },
    views: lists.map(({ view }) => ({
      label: view.label,
      address: withParameters(path, { filterName: view.name }),
      isCurrent: view === list.view,
    })),
    live: liveView(session, object, { isList: true }),
    list: withParameters(objectPath(object.name), asked),
    create: mayCreate(session, object) ? objectPath(object.name, 'new') : '',
    ...{ rows, record },
    next: next ? withParameters(path, { ...asked, after: next }) : '',
    first: after ? withParameters(path, asked) : '',
  })
}
