import type { Access } from '../access/access.ts'
import type { ListViewModel, ObjectModel, OrgModel } from '../metadata/org-model.ts'
import type { Session } from '../org/session.ts'
import { modelInWords } from '../org/words.ts'
import type { ListColumns } from '../records/list-columns.ts'
import type { Condition, Literal } from '../records/query/query.ts'
import {
  findSavedViews,
  NO_VIEWS,
  type SavedFilter,
  type SavedView,
  type SavedViews,
} from '../records/saved-views.ts'
import { boardFields } from './board.ts'
import { type Cell, compileCell, selectOf } from './cell.ts'
import { compiledOnce } from './compiled.ts'
import { escapeLike } from './find-target.ts'
import { type CompiledList, chooseList, compileList, listViewsOf } from './list-views.ts'

/** A list of an object, and the others that it can be changed for. */
export interface OpenedList {
  readonly lists: readonly CompiledList[]
  readonly list: CompiledList
  /** Undefined: it is one of the metadata. */
  readonly saved: SavedView | undefined
  /** Name of the list that opens when none is named; empty: none is pinned. */
  readonly pinned: string
  /** Pixels by the path of a column. */
  readonly widths: ListColumns['widths']
}

/** What somebody has of an object, for as long as neither that nor what may be seen of it changes. */
interface Opened {
  readonly model: OrgModel
  readonly access: Access
  readonly own: readonly CompiledList[]
  readonly given: readonly CompiledList[]
  readonly byName: Map<string, OpenedList>
}

const opened = new WeakMap<SavedViews, Opened>()

/**
 * The list of that name, with the columns that whoever asks has chosen for it: a list view of the metadata, or one that
 * somebody has saved; without a name, the pinned one. As long as nothing of it changes it is the same value.
 */
export async function openList(
  session: Session,
  object: ObjectModel,
  name: string | undefined,
): Promise<OpenedList> {
  const found = await findSavedViews(session, object)
  const wanted = name || found.pinned
  if (found === NO_VIEWS) return openGiven(session, object, wanted)
  const { own, given, byName } = openedOf(session, object, found)
  const list = own.find(({ view }) => view.name === wanted) ?? chooseList(session, given, wanted)
  const { name: chosen } = list.view
  const known = byName.get(chosen) ?? withChosen(session, object, found, { own, given, list })
  byName.set(chosen, known)
  return known
}

/** The same value for all who are alike and are offered the same lists. */
function openGiven(session: Session, object: ObjectModel, wanted: string): OpenedList {
  const lists = listViewsOf(session, object)
  const list = chooseList(session, lists, wanted)
  const names = lists.map(({ view }) => view.name).join()
  return compiledOnce(session, `opened ${object.name} ${list.view.name} ${names}`, () =>
    Object.freeze({ lists, list, saved: undefined, pinned: '', widths: {} }),
  )
}

function openedOf(session: Session, object: ObjectModel, found: SavedViews): Opened {
  const model = modelInWords(session)
  const { access } = session
  const before = opened.get(found)
  if (before?.model === model && before.access === access) return before
  const now = {
    ...{ model, access, given: listViewsOf(session, object), byName: new Map<string, OpenedList>() },
    own: found.views.map(view => compileSaved(session, object, view)),
  }
  opened.set(found, now)
  return now
}

function withChosen(
  session: Session,
  object: ObjectModel,
  { views, pinned, chosen: ofLists }: SavedViews,
  { own, given, list: asked }: Pick<Opened, 'own' | 'given'> & { readonly list: CompiledList },
): OpenedList {
  const { name } = asked.view
  const chosen = ofLists[name]
  const list = chosen ? withColumns(session, object, asked, chosen.columns) : asked
  const saved = views.find(({ id }) => id === name)
  return Object.freeze({ lists: [...own, ...given], list, saved, pinned, widths: chosen?.widths ?? {} })
}

/** With those columns that may be seen, and are still there; with its own when none is. */
function withColumns(
  session: Session,
  object: ObjectModel,
  list: CompiledList,
  paths: readonly string[],
): CompiledList {
  const columns = paths.flatMap(path => compileCell(session, object, path) ?? [])
  if (columns.length === 0) return list
  return { ...list, columns, query: { ...list.query, select: selectOf(columns) } }
}

/** What may be seen of it, and is still there. */
function compileSaved(session: Session, object: ObjectModel, saved: SavedView): CompiledList {
  const { id, label, columns, orderBy, base } = saved
  const list = compileList(session, object, { name: id, label, columns, orderBy })
  const { columns: seen, query } =
    list.columns.length > 0
      ? list
      : compileList(session, object, { name: id, label, columns: [object.nameField.name], orderBy })
  const of = saved.filters.flatMap(filter => conditionOf(session, object, filter) ?? [])
  const basedOn = listViewsOf(session, object).find(({ view }) => view.name === base)
  const { kanban = usualBoard(session, object), calendar } = basedOn?.view ?? {}
  return {
    view: { ...list.view, ...(kanban && { kanban }), ...(calendar && { calendar }) },
    columns: seen,
    query: {
      ...query,
      ...(of.length > 0 && { where: { kind: 'and', of } }),
      ...(basedOn?.view.filter && { listView: base }),
    },
  }
}

/** By which picklist a list is a board that says nothing of it. */
function usualBoard(session: Session, object: ObjectModel): ListViewModel['kanban'] {
  const [first] = boardFields(session, object)
  return first && { groupBy: first.name }
}

/** Undefined for a field that is not there any more, or hidden, or of which the value is none. */
export function conditionOf(
  session: Session,
  object: ObjectModel,
  { path, operator, text }: SavedFilter,
): Condition | undefined {
  const cell = compileCell(session, object, path)
  if (!cell || !isFilterable(cell)) return undefined
  const type = LITERALS[cell.field.fieldType.ruleType(cell.field)] ?? 'string'
  const left = { kind: 'field', path } as const
  if (operator === 'contains' && type === 'string') {
    const right = { type, text: `%${escapeLike(text)}%` } as const
    return { kind: 'compare', left, operator: 'LIKE', right }
  }
  const read = text === '' ? { value: null } : cell.field.fieldType.parse(text, cell.field, session.org)
  if ('problem' in read) return undefined
  const right: Literal = text === '' ? { type: 'null', text: 'null' } : { type, text: String(read.value) }
  return { kind: 'compare', left, operator: operator === 'contains' ? '=' : operator, right }
}

const LITERALS: Readonly<Record<string, Literal['type']>> = {
  number: 'number',
  boolean: 'boolean',
  date: 'date',
  datetime: 'datetime',
  time: 'time',
}

/** Lists of values have operators of their own, and ids are no words for people. */
export function isFilterable({ field }: Cell): boolean {
  const { fieldType } = field
  return fieldType.filterable && !['list', 'id'].includes(fieldType.ruleType(field))
}
