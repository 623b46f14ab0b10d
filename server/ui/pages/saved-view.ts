import { AtelierError } from '../../kernel/errors.ts'
import { say } from '../../kernel/message.ts'
import type { ObjectModel } from '../../metadata/org-model.ts'
import type { Session } from '../../org/session.ts'
import { saveListColumns } from '../../records/list-columns.ts'
import { countRecords } from '../../records/read-page.ts'
import { deleteView, pinView, type SavedFilter, type SavedView, saveView } from '../../records/saved-views.ts'
import { objectPath, withParameters } from '../addresses.ts'
import { compileCell } from '../cell.ts'
import { readFilterText, showFilterText } from '../filter-text.ts'
import type { FormBody } from '../form-input.ts'
import { missingPage, objectOf } from '../object-of.ts'
import type { Outcome } from '../outcome.ts'
import { conditionOf, openList } from '../saved-lists.ts'
import { inShell } from '../shell.ts'
import { type Draft, type FormProblem, groupsOf, NO_PROBLEM, OPERATORS, viewFormPage } from '../view-form.ts'
import type { Page, Visit } from '../visit.ts'

const LONGEST_LABEL = 80

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
  const filters = (saved?.filters ?? [])
    .filter(filter => conditionOf(session, object, filter))
    .map(filter => inWords(visit, object, filter, showFilterText))
  const draft = saved ? { ...saved, columns, filters, ...(!isOwn && { label: '', sharedWith: '' }) } : start
  return viewFormPage(visit, object, { ...draft, id: isOwn ? saved.id : '' }, label, NO_PROBLEM)
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
  const typed = readDraft(body)
  const filters = typed.filters.map(filter => inWords(visit, object, filter, readFilterText))
  const draft = { ...typed, filters }
  const problem = await problemOf(session, object, draft)
  if (problem.message !== '')
    return { page: await viewFormPage(visit, object, { ...typed, id: id ?? '' }, typed.label, problem) }
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

function inWords(
  { session, viewer }: Visit,
  object: ObjectModel,
  filter: SavedFilter,
  change: typeof readFilterText,
): SavedFilter {
  const cell = compileCell(session, object, filter.path)
  return cell ? { ...filter, text: change(filter.text, cell, viewer) } : filter
}

async function problemOf(session: Session, object: ObjectModel, draft: Draft): Promise<FormProblem> {
  const about = (message: string, filter = -1): FormProblem => ({
    message: `view.problem.${message}`,
    filter,
  })
  if (draft.label === '') return about('label')
  if (draft.columns.length === 0) return about('columns')
  const groups = await groupsOf(session)
  const isOpen = draft.sharedWith === '' || groups.some(({ id }) => id === draft.sharedWith)
  if (!isOpen)
    throw new AtelierError('INSUFFICIENT_ACCESS_OR_READONLY', say('You may not share lists with them.'))
  const of = draft.filters.map(filter => conditionOf(session, object, filter))
  const where = { kind: 'and', of: of.flatMap(condition => condition ?? []) } as const
  if (where.of.length < of.length) return about('condition', of.indexOf(undefined))
  if (where.of.length === 0) return NO_PROBLEM
  const query = { from: object.name, select: [], where, scope: 'live' } as const
  return countRecords(session, query, 1).then(
    () => NO_PROBLEM,
    error => {
      if (error instanceof AtelierError && error.status === 400) return about('filter')
      throw error
    },
  )
}
