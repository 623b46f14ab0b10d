import { countRecords, readPage } from '../../records/read-page.ts'
import { objectPath, recordPath } from '../addresses.ts'
import { goneNotice } from '../gone-list.ts'
import { type ListRequest, queryOf } from '../list-query.ts'
import { mayEdit } from '../may.ts'
import { objectOf } from '../object-of.ts'
import { rowView } from '../rows.ts'
import { openList } from '../saved-lists.ts'
import { inShell } from '../shell.ts'
import type { Page, Visit } from '../visit.ts'
import { listAddress, listHead } from './list-head.ts'

const ROWS = 50
/** More records are not counted. */
const MOST_COUNTED = 2_000

export async function listPage(visit: Visit, request: ListRequest): Promise<Page> {
  const { session, viewer } = visit
  const object = objectOf(session, request.object)
  const opened = await openList(session, object, request.filterName)
  const { list } = opened
  const query = queryOf(session, object, list, request)
  const [page, total] = await Promise.all([
    readPage(session, query, { size: ROWS, after: request.after }),
    countRecords(session, query, MOST_COUNTED),
  ])
  const head = listHead(session, object, opened, request)
  const link = listAddress(session, object, opened, request)
  const { after } = request
  return inShell(visit, 'list', {
    title: head.title,
    notice: goneNotice(opened, request.filterName, head.title),
    object: head.object,
    head,
    rows: page.records.map(record =>
      rowView(list.columns, record, viewer, recordPath(object.name, String(record.Id))),
    ),
    count: Math.min(total, MOST_COUNTED),
    isMore: total > MOST_COUNTED,
    isOne: total === 1,
    next: page.next ? link({ after: page.next }) : '',
    first: after ? link({}) : '',
    editCells: mayEdit(session, object)
      ? link({ after }).replace(objectPath(object.name), objectPath(object.name, 'edit-list'))
      : '',
  })
}
