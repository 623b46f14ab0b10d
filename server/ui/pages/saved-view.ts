import { AtelierError } from '../../kernel/errors.ts'
import { say } from '../../kernel/message.ts'
import type { ObjectModel } from '../../metadata/org-model.ts'
import type { Session } from '../../org/session.ts'
import { saveListColumns } from '../../records/list-columns.ts'
import { hasOneOf } from '../../records/query/conditions.ts'
import { countRecords } from '../../records/read-page.ts'
import { readRecords } from '../../records/read-records.ts'
import {
  deleteView,
  EVERYBODY,
  type FilterOperator,
  pinView,
  type SavedView,
  saveView,
} from '../../records/saved-views.ts'
import { objectPath, withParameters } from '../addresses.ts'
import { type Cell, compileCell } from '../cell.ts'
import type { FormBody } from '../form-input.ts'
import { missingPage, objectOf } from '../object-of.ts'
import type { Outcome } from '../outcome.ts'
import { conditionOf, isFilterable, openList } from '../saved-lists.ts'
import { inShell } from '../shell.ts'
import type { Page, Visit } from '../visit.ts'

const OPERATORS: readonly FilterOperator[] = ['=', '!=', '<', '<=', '>', '>=', 'contains']
const COLUMNS = 10
const FILTERS = 4
const LONGEST_LABEL = 80

type Draft = Omit<SavedView, 'id' | 'userId'>

/** The form of a view that one has saved; over any other list, the form of a new one that begins as that list. */
export async function savedViewPage(
  visit: Visit,
  name: string,
  filterName: string | undefined,
): Promise<Page> {
  const { session } = visit
  const object = objectOf(session, name)
  const { list, saved } = await openList(session, object, filterName)
  const { label, orderBy } = list.view
  const columns = list.columns.map(({ path }) => path)
  const start = { label: '', sharedWith: '', base: list.view.name, columns, orderBy, filters: [] }
  const isOwn = saved?.userId === session.principal.userId
  // What has gone, or is hidden from whoever looks, is not in the form either.
  const filters = (saved?.filters ?? []).filter(filter => conditionOf(session, object, filter))
  const draft = saved ? { ...saved, columns, filters, ...(!isOwn && { label: '', sharedWith: '' }) } : start
  return formPage(visit, object, { ...draft, id: isOwn ? saved.id : '' }, label, '')
}

/** Saves it, and leads to the list. */
export async function saveSavedView(
  visit: Visit,
  name: string,
  body: FormBody,
): Promise<{ readonly page: Page } | { readonly address: string }> {
  const { session } = visit
  const object = objectOf(session, name)
  const asked = textOf(body.id)
  const id = asked === '' ? undefined : (await findOwn(session, object, asked)).id
  const draft = readDraft(body)
  const problem = await problemOf(session, object, draft)
  if (problem)
    return { page: await formPage(visit, object, { ...draft, id: id ?? '' }, draft.label, problem) }
  const filterName = await saveView(session, object, { ...draft, id })
  // What was chosen for the list as it was before would hide what it has now.
  if (id) await saveListColumns(session, object, id, { columns: [] })
  if (body.pin === '1') await pinView(session, object, filterName)
  return { address: withParameters(objectPath(object.name), { filterName }) }
}

/** Asks once more. */
export async function deleteViewPage(
  visit: Visit,
  name: string,
  filterName: string | undefined,
): Promise<Page> {
  const object = objectOf(visit.session, name)
  const { id, label } = await findOwn(visit.session, object, filterName ?? '')
  return inShell(visit, 'delete', {
    ...{ title: label, object: object.name, label: object.label, name: label, problems: [], id },
    explain: 'view.delete.explain',
    action: objectPath(object.name, 'views/delete'),
    cancel: withParameters(objectPath(object.name, 'views'), { filterName: id }),
  })
}

export async function deleteSavedView({ session }: Visit, name: string, body: FormBody): Promise<Outcome> {
  const object = objectOf(session, name)
  const { id, label } = await findOwn(session, object, textOf(body.id))
  await deleteView(session, id)
  const notice = { message: 'notice.deleted', what: label, undo: '' }
  return { address: objectPath(object.name), notice }
}

/** From now on lists of the object open with that one. */
export async function pinList({ session }: Visit, name: string, body: FormBody): Promise<string> {
  const object = objectOf(session, name)
  const filterName = textOf(body.filterName)
  await pinView(session, object, body.unpin === '1' ? '' : filterName)
  return withParameters(objectPath(object.name), { filterName })
}

const textOf = (sent: FormBody[string]): string => (typeof sent === 'string' ? sent.trim() : '')
const textsOf = (sent: FormBody[string]): readonly string[] => [sent ?? []].flat()

/** The view of whoever asks. Throws NOT_FOUND for those of others, too. */
async function findOwn(session: Session, object: ObjectModel, id: string): Promise<SavedView> {
  const { saved } = await openList(session, object, id)
  if (saved?.id === id && saved.userId === session.principal.userId) return saved
  throw missingPage()
}

function readDraft(body: FormBody): Draft {
  const [operators, texts] = [textsOf(body.operator), textsOf(body.value)]
  const filters = textsOf(body.filter).flatMap((path, index) => {
    const operator = OPERATORS.find(one => one === operators[index]) ?? '='
    return path === '' ? [] : [{ path, operator, text: (texts[index] ?? '').trim() }]
  })
  const field = textOf(body.sort)
  return {
    ...{ label: textOf(body.label).slice(0, LONGEST_LABEL), sharedWith: textOf(body.sharedWith) },
    base: textOf(body.base),
    columns: [...new Set(textsOf(body.column).filter(path => path !== ''))],
    filters,
    orderBy: field === '' ? [] : [{ field, descending: body.descending === '1' }],
  }
}

/** Undefined: it can be saved. */
async function problemOf(session: Session, object: ObjectModel, draft: Draft): Promise<string | undefined> {
  if (draft.label === '') return 'view.problem.label'
  if (draft.columns.length === 0) return 'view.problem.columns'
  const groups = await groupsOf(session)
  const isOpen = draft.sharedWith === '' || groups.some(({ id }) => id === draft.sharedWith)
  if (!isOpen)
    throw new AtelierError('INSUFFICIENT_ACCESS_OR_READONLY', say('You may not share lists with them.'))
  const of = draft.filters.map(filter => conditionOf(session, object, filter))
  const where = { kind: 'and', of: of.flatMap(condition => condition ?? []) } as const
  if (where.of.length < of.length) return 'view.problem.filter'
  if (where.of.length === 0) return undefined
  const query = { from: object.name, select: [], where, scope: 'live' } as const
  return countRecords(session, query, 1).then(
    () => undefined,
    error => {
      if (error instanceof AtelierError && error.status === 400) return 'view.problem.filter'
      throw error
    },
  )
}

/** With whom lists may be shared by whoever asks. */
async function groupsOf(
  session: Session,
): Promise<readonly { readonly id: string; readonly label: string }[]> {
  const { access, principal, org } = session
  if (!access.may('CustomizeApplication')) return []
  const ids = principal.groups ?? []
  const group = org.model.objects.get('group')
  if (!group || ids.length === 0 || !access.object(group, 'read')) return [{ id: EVERYBODY, label: '' }]
  const found = await readRecords(session, {
    from: group.name,
    select: ['Id', 'Name'].map(path => ({ kind: 'field', path })),
    where: hasOneOf('Id', ids),
    scope: 'live',
  })
  const groups = found.map(record => ({ id: String(record.Id), label: String(record.Name) }))
  return [{ id: EVERYBODY, label: '' }, ...groups]
}

async function formPage(
  visit: Visit,
  object: ObjectModel,
  draft: Draft & { readonly id: string },
  listLabel: string,
  problem: string,
): Promise<Page> {
  const cells = object.fieldList.flatMap(({ name }) => compileCell(visit.session, object, name) ?? [])
  const columns = cells.map(({ path, label }) => ({ path, label }))
  const filters = filterChoices(cells)
  const sorts = cells
    .filter(({ field }) => field.fieldType.sortable)
    .map(({ path, label }) => ({ path, label }))
  const [order] = draft.orderBy
  const content = {
    title: draft.label || listLabel,
    ...{ object: object.name, label: object.label, pluralLabel: object.pluralLabel },
    ...{ id: draft.id, name: draft.label, base: draft.base, problem, descending: order?.descending === true },
    columns: slots(COLUMNS, draft.columns).map((path, n) => ({
      number: n + 1,
      choices: chosen(columns, path),
    })),
    filters: slots(FILTERS, draft.filters).map((filter, n) => ({
      ...{ number: n + 1, text: filter?.text ?? '', choices: chosen(filters, filter?.path) },
      operators: OPERATORS.map(value => ({
        ...{ value, label: `view.operator.${value}`, isChosen: value === filter?.operator },
      })),
    })),
    sorts: chosen(sorts, order?.field),
    shares: (await groupsOf(visit.session)).map(one => ({ ...one, isChosen: one.id === draft.sharedWith })),
    action: objectPath(object.name, 'views'),
    remove: withParameters(objectPath(object.name, 'views/delete'), { filterName: draft.id }),
    cancel: withParameters(objectPath(object.name), { filterName: draft.id || draft.base }),
  }
  return inShell(visit, 'saved-view', content, problem === '' ? 200 : 422)
}

interface Choice {
  readonly path: string
  readonly label: string
}

/** Lookups are asked by the name of what they lead to. */
function filterChoices(cells: readonly Cell[]): readonly Choice[] {
  return cells.flatMap(cell => {
    const path = cell.field.referenceTo ? cell.selects[1] : isFilterable(cell) ? cell.path : undefined
    return path ? [{ path, label: cell.label }] : []
  })
}

/** What is there, and room for more. */
function slots<T>(most: number, given: readonly T[]): readonly (T | undefined)[] {
  return Array.from({ length: Math.max(most, given.length) }, (_, index) => given[index])
}

function chosen(choices: readonly Choice[], path: string | undefined): readonly object[] {
  const wanted = path?.toLowerCase()
  return choices.map(choice => ({ ...choice, isChosen: choice.path.toLowerCase() === wanted }))
}
