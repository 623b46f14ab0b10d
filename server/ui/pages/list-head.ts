import type { ObjectModel } from '../../metadata/org-model.ts'
import type { Session } from '../../org/session.ts'
import { objectPath, type Parameters, withParameters } from '../addresses.ts'
import { boardFields } from '../board.ts'
import { calendarCells } from '../calendar.ts'
import type { Cell } from '../cell.ts'
import { isCellEditable } from '../edited-cells.ts'
import { mayExport } from '../list-export.ts'
import { isSortable, type ListRequest, orderOf } from '../list-query.ts'
import { type LiveView, liveView } from '../live-view.ts'
import { mayCreate, mayEdit } from '../may.ts'
import { pickedOf } from '../picked-value.ts'
import type { OpenedList } from '../saved-lists.ts'
import { massActionsOf } from './mass-action.ts'

/** What a list page says, whatever records it has and whichever page of them it is. */
export interface ListHead {
  readonly title: string
  readonly object: string
  readonly live: LiveView
  readonly [name: string]: unknown
}

/** Pixels of columns that nobody has made wider or narrower, where others have been. */
const USUAL_WIDTH = 160
const UNPICKED = { by: undefined, value: undefined }

type HeadRequest = Omit<ListRequest, 'after'>

/** By how it is ordered; lists that are searched are another one each time. */
const heads = new WeakMap<OpenedList, Map<string, ListHead>>()
const MOST_HEADS = 8

/** The same value for the same request, as long as the list stays as it is. */
export function listHead(
  session: Session,
  object: ObjectModel,
  opened: OpenedList,
  request: ListRequest,
): ListHead {
  const { sort, desc, q, by, value } = request
  const isUsual = sort === undefined || opened.list.columns.some(({ path }) => path === sort)
  if (q || by || value || !isUsual || (desc && desc !== '1'))
    return makeHead(session, object, opened, request)
  const ofList = heads.get(opened) ?? new Map<string, ListHead>()
  heads.set(opened, ofList)
  const key = `${sort ?? ''} ${desc ?? ''}`
  const known = ofList.get(key)
  if (known) return known
  if (ofList.size >= MOST_HEADS) ofList.clear()
  const head = makeHead(session, object, opened, request)
  ofList.set(key, head)
  return head
}

/** The address of the list with what is asked of it, and something else. */
export function listAddress(
  session: Session,
  object: ObjectModel,
  { list }: OpenedList,
  request: HeadRequest,
): (more: Parameters) => string {
  const { sort, desc, q } = request
  const picked = pickedOf(session, object, request)
  const pick = picked ? { by: picked.field.name, value: picked.value } : UNPICKED
  const asked = { filterName: list.view.name, ...pick, sort, desc, q }
  return more => withParameters(objectPath(object.name), { ...asked, ...more })
}

function makeHead(session: Session, object: ObjectModel, opened: OpenedList, request: HeadRequest): ListHead {
  const { list } = opened
  const filterName = list.view.name
  const picked = pickedOf(session, object, request)
  const link = listAddress(session, object, opened, request)
  return Object.freeze({
    title: list.view.label,
    object: object.name,
    label: object.label,
    pluralLabel: object.pluralLabel,
    path: objectPath(object.name),
    ...viewsOf(session, object, opened),
    filterName,
    sort: request.sort ?? '',
    desc: request.desc ?? '',
    q: request.q ?? '',
    clear: link({ q: undefined }),
    live: liveView(session, object, { isList: true }),
    columns: headersOf(session, object, opened, request, link),
    isSized: Object.keys(opened.widths).length > 0,
    widths: objectPath(object.name, 'columns/widths'),
    chooseColumns: withParameters(objectPath(object.name, 'columns'), { filterName }),
    isFiltered: Boolean(request.q),
    picked: picked
      ? { by: picked.field.name, value: picked.value, label: picked.label, clear: link(UNPICKED) }
      : null,
    ...actionsOf(session, object, filterName),
    files: filesOf(session, object, link),
  })
}

/** The other lists, and what can be made of this one. */
function viewsOf(session: Session, object: ObjectModel, { lists, list, saved, pinned }: OpenedList): object {
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

type Link = (more: Parameters) => string

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
