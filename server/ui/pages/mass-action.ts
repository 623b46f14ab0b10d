import { AtelierError, type Problem } from '../../kernel/errors.ts'
import { say } from '../../kernel/message.ts'
import type { ObjectModel } from '../../metadata/org-model.ts'
import type { Session } from '../../org/session.ts'
import {
  beginMassAction,
  type EnqueueMassAction,
  MOST_RECORDS,
} from '../../records/mass/begin-mass-action.ts'
import { countRecords } from '../../records/read-page.ts'
import { massPath, objectPath } from '../addresses.ts'
import { type Cell, compileCell } from '../cell.ts'
import { compiledOnce } from '../compiled.ts'
import { controlHead, fieldView } from '../field-view.ts'
import { isEditable } from '../form-fields.ts'
import { type FormBody, readForm, textsOf } from '../form-input.ts'
import { mayDelete, mayEdit } from '../may.ts'
import { missingPage, objectOf } from '../object-of.ts'
import { problemText } from '../problem-text.ts'
import { readSelection, type Selection } from '../selection.ts'
import { inShell } from '../shell.ts'
import type { Page, Visit } from '../visit.ts'

interface Asked {
  readonly object: ObjectModel
  readonly selection: Selection
  /** `edit`, `owner`, `delete`. */
  readonly action: string
  /** The field that is to be set; undefined: none is chosen yet, or nothing is set. */
  readonly cell: Cell | undefined
}

/** Asks what is to be done with the selected records: with which value, and whether really. */
export async function massActionPage(visit: Visit, name: string, given: FormBody): Promise<Page> {
  return askPage(visit, await readAsked(visit, name, given), given, [])
}

/** Begins it, and leads to the page that shows how far it is. */
export async function startMassAction(
  visit: Visit,
  name: string,
  body: FormBody,
  enqueue: EnqueueMassAction,
): Promise<{ readonly page: Page } | { readonly address: string }> {
  const asked = await readAsked(visit, name, body)
  const { object, selection, action, cell } = asked
  if (action !== 'delete' && !cell) return { page: await askPage(visit, asked, body, []) }
  const cells = cell ? [cell] : []
  const { values, problems } = await readForm(visit, cells, textsOf(body, cells), () => true)
  if (problems.length > 0) return { page: await askPage(visit, asked, body, problems) }
  const operation = action === 'delete' ? 'delete' : 'update'
  const begun = { object: object.name, operation, values } as const
  return { address: massPath(await beginMassAction(visit.session, begun, selection.query, enqueue)) }
}

/** What the viewer may do with many records of the object at once. */
export function massActionsOf(session: Session, object: ObjectModel): readonly string[] {
  return [
    ...(massCells(session, object).length > 0 ? ['edit'] : []),
    ...(ownerCell(session, object) ? ['owner'] : []),
    ...(mayDelete(session, object) ? ['delete'] : []),
  ]
}

async function readAsked(visit: Visit, name: string, given: FormBody): Promise<Asked> {
  const { session } = visit
  const object = objectOf(session, name)
  const action = String(given.action)
  if (!['edit', 'owner', 'delete'].includes(action)) throw missingPage()
  if (!massActionsOf(session, object).includes(action)) {
    const message = say('You may not do this with records of {object}.', { object: object.label })
    throw new AtelierError('INSUFFICIENT_ACCESS_OR_READONLY', message)
  }
  const field = String(given.field ?? '').toLowerCase()
  const edited = massCells(session, object).find(({ path }) => path.toLowerCase() === field)
  const cell = action === 'edit' ? edited : action === 'owner' ? ownerCell(session, object) : undefined
  return { object, action, cell, selection: await readSelection(visit, object, given) }
}

/** Fields that can be set to the same value in many records. */
function massCells(session: Session, object: ObjectModel): readonly Cell[] {
  if (!mayEdit(session, object)) return []
  return compiledOnce(session, `mass ${object.name}`, () =>
    object.fieldList
      .filter(field => field.name !== 'OwnerId' && field !== object.nameField)
      .flatMap(field => settable(session, object, field.name) ?? [])
      .sort((one, other) => one.label.localeCompare(other.label)),
  )
}

function ownerCell(session: Session, object: ObjectModel): Cell | undefined {
  const { cell } = compiledOnce(session, `owner of ${object.name}`, () => ({
    cell: mayEdit(session, object) ? settable(session, object, 'OwnerId') : undefined,
  }))
  return cell
}

function settable(session: Session, object: ObjectModel, name: string): Cell | undefined {
  const cell = compileCell(session, object, name)
  return cell && isEditable(session, object, { cell, behavior: 'Edit' }, 'update') ? cell : undefined
}

async function askPage(
  visit: Visit,
  { object, selection, action, cell }: Asked,
  given: FormBody,
  problems: readonly Problem[],
): Promise<Page> {
  const { session, viewer } = visit
  const total = await countRecords(session, selection.query, MOST_RECORDS)
  const edit = cell && {
    texts: textsOf(given, [cell]).get(cell.field.name) ?? [],
    head: controlHead(cell, { isRequired: false, follows: null }),
    ...{ stored: '', allowed: undefined, lookup: null },
    problems: problems.map(one => problemText({ language: viewer.language, object }, one)),
  }
  const content = {
    title: object.pluralLabel,
    ...{ object: object.name, label: object.label, pluralLabel: object.pluralLabel },
    ...{ action, heading: `mass.${action}`, isDelete: action === 'delete' },
    ...{ count: Math.min(total, MOST_RECORDS), isNothing: total === 0, isTooMany: total > MOST_RECORDS },
    ...{ path: objectPath(object.name, 'mass'), controls: selection.controls, cancel: selection.list },
    fields: massCells(session, object).map(({ path, label }) => ({
      path,
      label,
      isChosen: path === cell?.path,
    })),
    isChoosing: action === 'edit' && !cell,
    field: cell ? { path: cell.path, view: fieldView(cell, viewer, { record: { Id: '' }, edit }) } : null,
  }
  return inShell(visit, 'mass-action', content, problems.length > 0 ? 422 : 200)
}
