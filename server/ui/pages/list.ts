import type { ObjectModel } from '../../metadata/org-model.ts'
import type { Session } from '../../org/session.ts'
import { countRecords, readPage } from '../../records/read-page.ts'
import { objectPath, recordPath, withParameters } from '../addresses.ts'
import { boardFields } from '../board.ts'
import { calendarCells } from '../calendar.ts'
import type { Cell } from '../cell.ts'
import { isCellEditable } from '../edited-cells.ts'
import { mayExport } from '../list-export.ts'
import { isSortable, type ListRequest, orderOf, queryOf } from '../list-query.ts'
import { liveView } from '../live-view.ts'
import { mayCreate, mayEdit } from '../may.ts'
import { objectOf } from '../object-of.ts'
import { pickedOf } from '../picked-value.ts'
import { rowView } from '../rows.ts'
import { type OpenedList, openList } from '../saved-lists.ts'
import { inShell } from '../shell.ts'
import type { Page, Visit } from '../visit.ts'
import { massActionsOf } from './mass-action.ts'

const ROWS = 50
/** More records are not counted. */
const MOST_COUNTED = 2_000
/** Pixels of columns that nobody has made wider or narrower, where others have been. */
const USUAL_WIDTH = 160
const UNPICKED = { by: undefined, value: undefined }

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
  const { q } = request
  const filterName = list.view.name
  const path = objectPath(object.name)
  const picked = pickedOf(session, object, request)
  const pick = picked ? { by: picked.field.name, value: picked.value } : UNPICKED
  const link = (more: Readonly<Record<string, string | undefined>>): string =>
    withParameters(path, { filterName, ...pick, sort: request.sort, desc: request.desc, q, ...more })
  return inShell(visit, 'list', {
    title: list.view.label,
    object: object.name,
    label: object.label,
    pluralLabel: object.pluralLabel,
    path,
    ...viewsOf(visit, object, opened),
    filterName,
    sort: request.sort ?? '',
    desc: request.desc ?? '',
    q: q ?? '',
    clear: link({ q: undefined }),
    live: liveView(session, object, { isList: true }),
    columns: headersOf(session, object, opened, request, link),
    isSized: Object.keys(opened.widths).length > 0,
    widths: objectPath(object.name, 'columns/widths'),
    chooseColumns: withParameters(objectPath(object.name, 'columns'), { filterName }),
    rows: page.records.map(record =>
      rowView(list.columns, record, viewer, recordPath(object.name, String(record.Id))),
    ),
    count: Math.min(total, MOST_COUNTED),
    isMore: total > MOST_COUNTED,
    isFiltered: Boolean(q),
    picked: picked ? { ...pick, label: picked.label, clear: link(UNPICKED) } : null,
    next: page.next ? link({ after: page.next }) : '',
    first: request.after ? link({}) : '',
    ...actionsOf(session, object, filterName),
    files: filesOf(session, object, link),
    editCells: mayEdit(session, object)
      ? link({ after: request.after }).replace(path, objectPath(object.name, 'edit-list'))
      : '',
  })
}

/** The other lists, and what can be made of this one. */
function viewsOf(
  { session }: Visit,
  object: ObjectModel,
  { lists, list, saved, pinned }: OpenedList,
): object {
  const views = objectPath(object.name, 'views')
  return {
    views: lists.map(({ view }) => ({
      label: view.label,
      address: withParameters(objectPath(object.name), { filterName: view.name }),
      isCurrent: view === list.view,
    })),
    view: {
      address: withParameters(views, { filterName: list.view.name }),
      isOwn: saved?.userId === session.principal.userId,
      pin: `${views}/pin`,
      isPinned: pinned === list.view.name,
    },
  }
}

/** Where else one can go from a list, and what can be done with its records. */
function actionsOf(session: Session, object: ObjectModel, filterName: string): object {
  const hasBoard = boardFields(session, object).length > 0
  const hasDates = calendarCells(session, object).some(({ field }) => field.updateable)
  return {
    calendar: hasDates ? withParameters(objectPath(object.name, 'calendar'), { filterName }) : '',
    board: hasBoard ? withParameters(objectPath(object.name, 'board'), { filterName }) : '',
    split: withParameters(objectPath(object.name, 'split'), { filterName }),
    mass: massOf(session, object),
    create: mayCreate(session, object) ? objectPath(object.name, 'new') : '',
  }
}

/** What else a list can be had as. */
function filesOf(session: Session, object: ObjectModel, link: Link): readonly object[] {
  const of = (action: string, more = {}): string =>
    link(more).replace(objectPath(object.name), objectPath(object.name, action))
  const formats = mayExport(session) ? ['csv', 'xlsx'] : []
  return [
    ...formats.map(format => ({ label: `list.export.${format}`, address: of('export', { format }) })),
    { label: 'list.print', address: of('print') },
  ]
}

function massOf(session: Session, object: ObjectModel): object | null {
  const actions = massActionsOf(session, object)
  if (actions.length === 0) return null
  const path = objectPath(object.name, 'mass')
  return { path, actions: actions.map(name => ({ name, label: `mass.${name}` })) }
}

type Link = (more: Readonly<Record<string, string | undefined>>) => string

function headersOf(
  session: Session,
  object: ObjectModel,
  { list, widths }: OpenedList,
  request: ListRequest,
  link: Link,
): readonly object[] {
  const { sort, desc } = orderOf(list, request)
  const isEdited = mayEdit(session, object)
  return list.columns.map(cell => ({
    ...headerOf(cell, sort === cell.path ? desc : undefined, link),
    path: cell.path,
    width: widths[cell.path] ?? USUAL_WIDTH,
    isEditable: isEdited && isCellEditable(session, object, cell),
  }))
}

/** `desc` is given for the column that the list is ordered by. */
function headerOf(cell: Cell, desc: boolean | undefined, link: Link): object {
  const isUp = desc === false
  return {
    label: cell.label,
    isNumeric: cell.look.isNumeric === true,
    address: isSortable(cell) ? link({ sort: cell.path, desc: isUp ? '1' : undefined }) : '',
    order: desc === undefined ? 'none' : desc ? 'descending' : 'ascending',
    isSorted: desc !== undefined,
    isDescending: desc === true,
  }
}
