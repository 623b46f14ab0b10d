import { readPage } from '../../records/read-page.ts'
import { objectPath, recordPath, withParameters } from '../addresses.ts'
import { checkThere } from '../gone-list.ts'
import { type ListRequest, queryOf } from '../list-query.ts'
import { objectOf } from '../object-of.ts'
import { cellViews, rowView } from '../rows.ts'
import { openList } from '../saved-lists.ts'
import { inShell } from '../shell.ts'
import type { Page, Visit } from '../visit.ts'

/** More rows are for files. */
const MOST_PRINTED = 1_000

/** A list as it is shown, with nothing around it and all rows on one page. */
export async function printListPage(visit: Visit, request: ListRequest): Promise<Page> {
  const { session, viewer } = visit
  const object = objectOf(session, request.object)
  const opened = await openList(session, object, request.filterName)
  checkThere(opened, request.filterName)
  const { list } = opened
  const page = await readPage(session, queryOf(session, object, list, request), { size: MOST_PRINTED })
  const { filterName, by, value, sort, desc, q } = request
  return inShell(visit, 'print-list', {
    title: list.view.label,
    object: object.name,
    pluralLabel: object.pluralLabel,
    q: q ?? '',
    columns: list.columns.map(({ label, look }) => ({ label, isNumeric: look.isNumeric === true })),
    rows: page.records.map(record =>
      cellViews(rowView(list.columns, record, viewer, recordPath(object.name, String(record.Id)))),
    ),
    isMore: page.next !== undefined,
    most: MOST_PRINTED,
    list: withParameters(objectPath(object.name), { filterName, by, value, sort, desc, q }),
  })
}
