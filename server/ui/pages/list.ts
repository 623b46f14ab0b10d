import type { Condition, Query } from '../../records/query/query.ts'
import { countRecords, readPage } from '../../records/read-page.ts'
import { objectPath, recordPath, withParameters } from '../addresses.ts'
import { boardFields } from '../board.ts'
import type { Cell } from '../cell.ts'
import { escapeLike } from '../find-target.ts'
import { type CompiledList, chooseList, listViewsOf, orderItem } from '../list-views.ts'
import { mayCreate } from '../may.ts'
import { objectOf } from '../object-of.ts'
import { rowView } from '../rows.ts'
import { inShell } from '../shell.ts'
import type { Page, Visit } from '../visit.ts'

/** What the address of a list page asks for. */
export interface ListRequest {
  readonly object: string
  readonly filterName?: string | undefined
  /** Path of a column. */
  readonly sort?: string | undefined
  readonly desc?: string | undefined
  /** Text that a record's columns hold. */
  readonly q?: string | undefined
  readonly after?: string | undefined
}

const ROWS = 50
/** More records are not counted. */
const MOST_COUNTED = 2_000

export async function listPage(visit: Visit, request: ListRequest): Promise<Page> {
  const { session, viewer } = visit
  const object = objectOf(session, request.object)
  const lists = listViewsOf(session, object)
  const list = chooseList(lists, request.filterName)
  const query = queryOf(list, request)
  const [page, total] = await Promise.all([
    readPage(session, query, { size: ROWS, after: request.after }),
    countRecords(session, query, MOST_COUNTED),
  ])
  const { filterName, sort, desc, q } = {
    filterName: list.view.name,
    ...orderOf(list, request),
    q: request.q,
  }
  const path = objectPath(object.name)
  const link = (more: Readonly<Record<string, string | undefined>>): string =>
    withParameters(path, { filterName, sort: request.sort, desc: request.desc, q, ...more })
  return inShell(visit, 'list', {
    title: list.view.label,
    object: object.name,
    label: object.label,
    pluralLabel: object.pluralLabel,
    path,
    views: lists.map(({ view }) => ({
      label: view.label,
      address: withParameters(path, { filterName: view.name }),
      isCurrent: view === list.view,
    })),
    filterName,
    sort: request.sort ?? '',
    desc: request.desc ?? '',
    q: q ?? '',
    clear: link({ q: undefined }),
    columns: list.columns.map(cell => headerOf(cell, sort === cell.path ? desc : undefined, link)),
    rows: page.records.map(record =>
      rowView(list.columns, record, viewer, recordPath(object.name, String(record.Id))),
    ),
    count: Math.min(total, MOST_COUNTED),
    isMore: total > MOST_COUNTED,
    isFiltered: Boolean(q),
    next: page.next ? link({ after: page.next }) : '',
    first: request.after ? link({}) : '',
    board:
      boardFields(session, object).length > 0
        ? withParameters(objectPath(object.name, 'board'), { filterName })
        : '',
    create: mayCreate(session, object) ? objectPath(object.name, 'new') : '',
  })
}

/** What the list is ordered by: what the address asks for, else what the view says. */
function orderOf({ columns, view }: CompiledList, { sort, desc }: ListRequest) {
  const asked = columns.find(cell => cell.path.toLowerCase() === sort?.toLowerCase() && isSortable(cell))
  if (asked) return { sort: asked.path, desc: desc === '1' }
  const [first] = view.orderBy
  return { sort: first?.field, desc: first?.descending === true }
}

const isSortable = ({ field }: Cell): boolean => field.fieldType.sortable

function queryOf(list: CompiledList, request: ListRequest): Query {
  const asked = list.columns.find(cell => cell.path.toLowerCase() === request.sort?.toLowerCase())
  const orderBy =
    asked && isSortable(asked) ? [orderItem(asked.path, request.desc === '1')] : list.query.orderBy
  const where = request.q ? searchOf(list.columns, request.q) : undefined
  return { ...list.query, ...(orderBy && { orderBy }), ...(where && { where }) }
}

/** Records with the text in one of the columns. */
function searchOf(columns: readonly Cell[], text: string): Condition {
  const paths = columns.flatMap(({ field, path, selects }) => {
    if (field.referenceTo) return selects.slice(1)
    return field.fieldType.filterable && field.fieldType.ruleType(field) === 'text' ? [path] : []
  })
  const right = { type: 'string', text: `%${escapeLike(text)}%` } as const
  const of = paths.map(
    path => ({ kind: 'compare', left: { kind: 'field', path }, operator: 'LIKE', right }) as const,
  )
  return { kind: 'or', of }
}

type Link = (more: Readonly<Record<string, string | undefined>>) => string

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
