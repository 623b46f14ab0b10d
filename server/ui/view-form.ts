import type { ObjectModel } from '../metadata/org-model.ts'
import type { Session } from '../org/session.ts'
import { modelInWords } from '../org/words.ts'
import { hasOneOf } from '../records/query/conditions.ts'
import { readRecords } from '../records/read-records.ts'
import { EVERYBODY, type FilterOperator, type SavedView } from '../records/saved-views.ts'
import { objectPath, withParameters } from './addresses.ts'
import { type Cell, compileCell } from './cell.ts'
import { showDayNumbers } from './filter-text.ts'
import { nameOf } from './record-name.ts'
import { isFilterable } from './saved-lists.ts'
import { inShell } from './shell.ts'
import type { Page, Visit } from './visit.ts'

export const OPERATORS: readonly FilterOperator[] = ['=', '!=', '<', '<=', '>', '>=', 'contains']
const COLUMNS = 10
const FILTERS = 4

/** A view as its form has it. */
export type Draft = Omit<SavedView, 'id' | 'userId'>

export interface FormProblem {
  /** Key of the message; empty: it can be saved. */
  readonly message: string
  /** Index of the condition that it is about; -1: of none. */
  readonly filter: number
}

export const NO_PROBLEM: FormProblem = { message: '', filter: -1 }

/** With whom lists may be shared by whoever asks. */
export async function groupsOf(
  session: Session,
): Promise<readonly { readonly id: string; readonly label: string }[]> {
  const { access, principal } = session
  if (!access.may('CustomizeApplication')) return []
  const ids = principal.groups ?? []
  const group = modelInWords(session).objects.get('group')
  if (!group || ids.length === 0 || !access.object(group, 'read')) return [{ id: EVERYBODY, label: '' }]
  const found = await readRecords(session, {
    from: group.name,
    select: ['Id', 'Name'].map(path => ({ kind: 'field', path })),
    where: hasOneOf('Id', ids),
    scope: 'live',
  })
  const groups = found.map(record => ({ id: String(record.Id), label: nameOf(group, record) }))
  return [{ id: EVERYBODY, label: '' }, ...groups]
}

/** The form, with what is wrong with it. */
export async function viewFormPage(
  visit: Visit,
  object: ObjectModel,
  draft: Draft & { readonly id: string },
  listLabel: string,
  problem: FormProblem,
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
    ...{
      id: draft.id,
      name: draft.label,
      base: draft.base,
      problem: problem.message,
      descending: order?.descending === true,
    },
    columns: slots(COLUMNS, draft.columns).map((path, n) => ({
      number: n + 1,
      choices: chosen(columns, path),
    })),
    filters: slots(FILTERS, draft.filters).map((filter, n) => ({
      ...{ number: n + 1, text: filter?.text ?? '', choices: chosen(filters, filter?.path) },
      ...{ isWrong: n === problem.filter, values: valuesId(filter?.path) },
      operators: OPERATORS.map(value => ({
        ...{ value, label: `view.operator.${value}`, isChosen: value === filter?.operator },
      })),
    })),
    wrong: filters.find(({ path }) => path === draft.filters[problem.filter]?.path)?.label ?? '',
    values: valuesOf(cells),
    day: showDayNumbers(EXAMPLE.day, visit.viewer.locale),
    amount: new Intl.NumberFormat(visit.viewer.locale, { minimumFractionDigits: 2 }).format(EXAMPLE.amount),
    sorts: chosen(sorts, order?.field),
    shares: (await groupsOf(visit.session)).map(one => ({ ...one, isChosen: one.id === draft.sharedWith })),
    action: objectPath(object.name, 'views'),
    remove: withParameters(objectPath(object.name, 'views/delete'), { filterName: draft.id }),
    cancel: withParameters(objectPath(object.name), { filterName: draft.id || draft.base }),
  }
  return inShell(visit, 'saved-view', content, problem === NO_PROBLEM ? 200 : 422)
}

/** How days and amounts are written is shown by these. */
const EXAMPLE = { day: new Date('2026-01-31'), amount: 1000.5 } as const

const valuesId = (path: string | undefined): string => (path ? `values-${path}` : '')

/** What there is to choose from, by the field. */
function valuesOf(cells: readonly Cell[]): readonly object[] {
  return cells
    .filter(cell => cell.field.values && isFilterable(cell))
    .map(({ path, field }) => ({
      id: valuesId(path),
      labels: (field.values ?? []).filter(({ isActive }) => isActive).map(({ label }) => label),
    }))
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
