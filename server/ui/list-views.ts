import { showsListView } from '../access/list-view-visibility.ts'
import { userTypeOf } from '../access/received-rules.ts'
import type { ListViewModel, ObjectModel } from '../metadata/org-model.ts'
import type { Session } from '../org/session.ts'
import type { OrderItem, Query } from '../records/query/query.ts'
import { seesNames } from '../records/seen-names.ts'
import { type Cell, compileCell, selectOf } from './cell.ts'
import { compiledOnce } from './compiled.ts'

/** A list view as whoever asks may have it. */
export interface CompiledList {
  readonly view: ListViewModel
  /** Columns that may be seen. */
  readonly columns: readonly Cell[]
  readonly query: Query
}

/**
 * The list views of an object that are offered to whoever asks and whose filters name nothing that is hidden, in the
 * order of their labels.
 */
export function listViewsOf(session: Session, object: ObjectModel): readonly CompiledList[] {
  const { org, principal, access } = session
  const shown = compiledLists(session, object).filter(({ view }) =>
    showsListView(org.model, principal, access, view),
  )
  return shown.length > 0 ? shown : [compileList(session, object, plainView(object))]
}

function compiledLists(session: Session, object: ObjectModel): readonly CompiledList[] {
  return compiledOnce(session, `lists ${object.name}`, () => {
    const asking = { model: session.org.model, access: session.access }
    const views = [...object.listViews.values()].filter(view => seesNames(asking, object, view.filter))
    const compiled = views.map(view => compileList(session, object, view))
    return compiled
      .filter(({ columns }) => columns.length > 0)
      .sort((one, other) => one.view.label.localeCompare(other.view.label))
  })
}

/** The list view of that name; without one, what its viewer begins with. */
export function chooseList(
  session: Session,
  lists: readonly CompiledList[],
  name: string | undefined,
): CompiledList {
  const wanted = name?.toLowerCase()
  return lists.find(({ view }) => view.name.toLowerCase() === wanted) ?? usualList(session, lists)
}

/**
 * What leaves no record out, of the lists for people like the viewer before those for everybody. Who comes from outside
 * begins with what is for them, whatever it leaves out.
 */
function usualList({ org, principal }: Session, lists: readonly CompiledList[]): CompiledList {
  const isWhole = ({ view }: CompiledList): boolean => !view.filter
  // By their names, which are the same in every language.
  const meant = lists
    .filter(({ view }) => view.sharedTo)
    .sort((one, other) => (one.view.name < other.view.name ? -1 : 1))
  const isOutside = userTypeOf(org.model, principal) !== 'Standard'
  const usual = meant.find(isWhole) ?? (isOutside ? meant[0] : undefined) ?? lists.find(isWhole)
  return usual ?? (lists[0] as CompiledList)
}

export function compileList(session: Session, object: ObjectModel, view: ListViewModel): CompiledList {
  const columns = view.columns.flatMap(path => compileCell(session, object, path) ?? [])
  const orderBy = view.orderBy.flatMap(({ field, descending }) => {
    const cell = compileCell(session, object, field)
    return cell ? orderItems(cell, descending) : []
  })
  const isOwn = object.listViews.get(view.name.toLowerCase()) === view
  const query: Query = {
    from: object.name,
    select: selectOf(columns),
    ...(orderBy.length > 0 && { orderBy }),
    ...(isOwn && { listView: view.name }),
    scope: 'live',
  }
  return { view, columns, query }
}

/** Lookups are in the order of the names that they show. */
export function orderItems({ field, path, selects }: Cell, descending: boolean): readonly OrderItem[] {
  const names = field.referenceTo ? selects.filter(name => name !== path) : []
  return (names.length > 0 ? names : [path]).map(name => orderItem(name, descending))
}

export function orderItem(path: string, descending: boolean): OrderItem {
  return { operand: { kind: 'field', path }, descending, nulls: descending ? 'last' : 'first' }
}

/** Of objects that come without list views. */
export function plainView(object: ObjectModel): ListViewModel {
  return {
    name: '__All',
    label: object.pluralLabel,
    columns: [object.nameField.name, 'LastModifiedDate', 'LastModifiedById'],
    orderBy: [{ field: 'LastModifiedDate', descending: true }],
  }
}
