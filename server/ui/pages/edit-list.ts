import type { Problem } from '../../kernel/errors.ts'
import type { ObjectModel } from '../../metadata/org-model.ts'
import type { HookPort } from '../../records/hooks.ts'
import type { ReadRecord } from '../../records/read/output-records.ts'
import { readPage } from '../../records/read-page.ts'
import { write } from '../../records/write.ts'
import { objectPath, recordPath, withParameters } from '../addresses.ts'
import { type Cell, compileCell, selectOf } from '../cell.ts'
import { controllingPaths } from '../dependent-choices.ts'
import { editedCell, fieldsOfRow, isCellEditable } from '../edited-cells.ts'
import {
  type FormBody,
  isChanged,
  mergeTexts,
  openedTexts,
  readForm,
  type Texts,
  textsOf,
} from '../form-input.ts'
import { checkThere } from '../gone-list.ts'
import { SHOW } from '../kept-form.ts'
import { type CellRequest, queryOf } from '../list-query.ts'
import type { CompiledList } from '../list-views.ts'
import { mayEdit } from '../may.ts'
import { mayNotChange, objectOf } from '../object-of.ts'
import type { Outcome } from '../outcome.ts'
import { labelledProblem } from '../problem-text.ts'
import { cellViews, rowView } from '../rows.ts'
import { openList } from '../saved-lists.ts'
import { withIds } from '../selection.ts'
import { inShell } from '../shell.ts'
import { recordTexts } from '../start-texts.ts'
import type { Page, Visit } from '../visit.ts'

interface Edited {
  readonly object: ObjectModel
  readonly list: CompiledList
  readonly cells: readonly Cell[]
  /** What is read of each record beside its columns: its version, and what says which values can be chosen. */
  readonly more: readonly string[]
  readonly request: CellRequest
}

/** A record's row: what its controls hold, and what is wrong with them. */
interface EditedRow {
  readonly record: ReadRecord
  readonly texts: Texts
  readonly opened: Texts
  readonly version: string
  readonly problems: readonly Problem[]
  /** What somebody else has stored meanwhile of what was typed, as text by field; null: nobody has saved the record. */
  readonly stored: ReadonlyMap<string, string> | null
}

const ROWS = 50

/** The rows of a list's page with controls in all cells that may be changed, or in one. */
export async function editListPage(visit: Visit, request: CellRequest): Promise<Page> {
  const edited = await findEdited(visit, request)
  const { object, list, cells } = edited
  const { id, after } = request
  const query = queryOf(visit.session, object, list, request)
  const records = id
    ? await readRows(visit, edited, [id])
    : (
        await readPage(
          visit.session,
          { ...query, select: selectOf(list.columns, edited.more) },
          { size: ROWS, after },
        )
      ).records
  const rows = records.map(record => {
    const texts = recordTexts(visit, cells, record)
    const version = versionOf(record)
    return { record, texts, opened: texts, version, problems: [], stored: null }
  })
  return formPage(visit, edited, rows)
}

async function readRows(
  { session }: Visit,
  { object, list, more }: Edited,
  ids: readonly string[],
): Promise<readonly ReadRecord[]> {
  const query = {
    ...{ from: object.name, scope: 'live' as const, where: withIds(ids) },
    select: selectOf(list.columns, more),
  }
  return (await readPage(session, query, { size: ROWS })).records
}

/**
 * Saves each row that was changed; those that cannot be saved stay in the form, with what is wrong in which cell. With
 * `_show` all rows are shown and nothing is saved.
 */
export async function saveList(
  visit: Visit,
  request: CellRequest,
  body: FormBody,
  hooks: HookPort,
): Promise<Outcome> {
  const edited = await findEdited(visit, request)
  const ids = [body.id ?? []].flat().slice(0, ROWS)
  const records = await readRows(visit, edited, ids)
  if (body[SHOW] !== undefined) {
    const rows = records.map(record => heldRow(visit, edited, record, fieldsOfRow(body, String(record.Id))))
    return { page: await formPage(visit, edited, rows) }
  }
  const failed: EditedRow[] = []
  let saved = 0
  for (const record of records) {
    const row = await saveRow(visit, edited, record, fieldsOfRow(body, String(record.Id)), hooks)
    if (row === 'saved') saved++
    else if (row !== 'same') failed.push(row)
  }
  if (failed.length > 0) return { page: await formPage(visit, edited, failed, 422) }
  return {
    address: listAddress(edited),
    notice: { message: 'notice.listSaved', what: String(saved), undo: '' },
  }
}

const versionOf = (record: ReadRecord): string => String(record.LastModifiedDate ?? '')

async function findEdited({ session }: Visit, request: CellRequest): Promise<Edited> {
  const object = objectOf(session, request.object)
  if (!mayEdit(session, object)) {
    throw mayNotChange(object)
  }
  const opened = await openList(session, object, request.filterName)
  // Another list may lack the columns of what was typed, which would be lost.
  checkThere(opened, request.filterName)
  const { list } = opened
  const cells = list.columns.filter(
    cell => (!request.field || cell.path === request.field) && isCellEditable(session, object, cell),
  )
  const choosing = ['RecordTypeId', ...controllingPaths(cells.map(({ field }) => field))]
  const more = ['LastModifiedDate', ...choosing.filter(path => compileCell(session, object, path))]
  return { object, list, cells, more, request }
}

/** What was typed over what is stored by now; once that has been told, the next save goes over it. */
function heldRow(visit: Visit, { cells }: Edited, record: ReadRecord, body: FormBody): EditedRow {
  const now = recordTexts(visit, cells, record)
  const merged = mergeTexts({ texts: textsOf(body, cells), opened: openedTexts(body) }, now)
  const version = versionOf(record)
  const isStale = version !== body._version
  return { ...merged, stored: isStale ? merged.stored : null, record, opened: now, version, problems: [] }
}

async function saveRow(
  visit: Visit,
  edited: Edited,
  record: ReadRecord,
  body: FormBody,
  hooks: HookPort,
): Promise<EditedRow | 'saved' | 'same'> {
  const { object, cells } = edited
  const texts = textsOf(body, cells)
  const opened = openedTexts(body)
  const version = String(body._version ?? '')
  const { values, problems } = await readForm(visit, cells, texts, name => isChanged(name, texts, opened))
  if (problems.length > 0) return { record, texts, opened, version, problems, stored: null }
  if (Object.keys(values).length === 0) return 'same'
  const request = {
    ...{ object: object.name, operation: 'update' as const, allOrNone: true },
    records: [{ ...values, Id: String(record.Id) }],
    ...(version !== '' && { ifMatch: version }),
  }
  const [result] = await write(visit.session, request, hooks)
  if (result?.success) return 'saved'
  const errors = result?.errors ?? []
  if (!errors.some(({ code }) => code === 'PRECONDITION_FAILED'))
    return { record, texts, opened, version, problems: errors, stored: null }
  return heldRow(visit, edited, record, body)
}

function listAddress({ object, request: { object: _, id: __, field: ___, ...more } }: Edited): string {
  return withParameters(objectPath(object.name), more)
}

const NOBODY: ReadonlyMap<string, string> = new Map()

function formPage(visit: Visit, edited: Edited, rows: readonly EditedRow[], status = 200): Promise<Page> {
  const { object, list, cells } = edited
  const shown = rows.map(({ record, texts, opened, version, problems, stored }) => {
    const view = rowView(list.columns, record, visit.viewer, recordPath(object.name, String(record.Id)))
    const views = cellViews(view).map((cell, index) => {
      const column = list.columns[index] as Cell
      return cells.includes(column)
        ? {
            ...cell,
            ...editedCell(visit, column, record, {
              object,
              cells,
              texts,
              problems,
              stored: stored ?? NOBODY,
            }),
          }
        : { ...cell, control: null }
    })
    const names = cells.map(({ field }) => field.name)
    const others = problems.filter(({ fields }) => !fields?.some(name => names.includes(name)))
    return {
      ...{ ...view, cells: views, version, opened: JSON.stringify(Object.fromEntries(opened)) },
      problems: others.map(one => labelledProblem({ language: visit.viewer.language, object }, one)),
      hasConflict: stored !== null,
    }
  })
  const content = {
    ...{ title: list.view.label, object: object.name, label: object.label, pluralLabel: object.pluralLabel },
    columns: list.columns.map(({ label, look }) => ({ label, isNumeric: look.isNumeric === true })),
    ...{ rows: shown, hasProblems: status !== 200, width: list.columns.length },
    action: withParameters(objectPath(object.name, 'edit-list'), { ...edited.request, object: undefined }),
    cancel: listAddress(edited),
  }
  return inShell(visit, 'edit-list', content, status)
}
