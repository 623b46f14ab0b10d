import type { Problem } from '../kernel/errors.ts'
import type { ObjectModel } from '../metadata/org-model.ts'
import type { Session } from '../org/session.ts'
import type { ReadRecord } from '../records/read/output-records.ts'
import { recordTypeOf } from '../records/write/record-types.ts'
import type { Cell } from './cell.ts'
import { compiledOnce } from './compiled.ts'
import { allowedValues, followsOf } from './dependent-choices.ts'
import { controlHead, type FieldView, fieldView } from './field-view.ts'
import { isEditable } from './form-fields.ts'
import type { FormBody, Texts } from './form-input.ts'
import { lookupView } from './lookup-view.ts'
import { problemText } from './problem-text.ts'
import type { Visit } from './visit.ts'

/** May a list's column be changed in its rows? */
export function isCellEditable(session: Session, object: ObjectModel, cell: Cell): boolean {
  return compiledOnce(session, `cell ${object.name} ${cell.path}`, () =>
    isEditable(session, object, { cell, behavior: 'Edit' }, 'update'),
  )
}

/** Name of a control of one row among those of many. */
const nameIn = (id: string, name: string): string => `${id}.${name}`

/** What a form has sent for one of its rows. */
export function fieldsOfRow(body: FormBody, id: string): FormBody {
  const before = nameIn(id, '')
  const own = Object.entries(body).filter(([name]) => name.startsWith(before))
  return Object.fromEntries(own.map(([name, sent]) => [name.slice(before.length), sent]))
}

interface RowEdit {
  readonly object: ObjectModel
  /** All that can be changed in a row. */
  readonly cells: readonly Cell[]
  readonly texts: Texts
  readonly problems: readonly Problem[]
  /** What somebody else has stored meanwhile, as text by field. */
  readonly stored: ReadonlyMap<string, string>
}

/** A cell as a control, with what is wrong with it. */
export function editedCell(
  { session, viewer }: Visit,
  cell: Cell,
  record: ReadRecord,
  { object, cells, texts, problems, stored: ofOthers }: RowEdit,
): FieldView {
  const { name } = cell.field
  const rowId = String(record.Id)
  const asked = {
    ...{ session, object, record, recordType: recordTypeOf(object, record.RecordTypeId) },
    ...{ isOnForm: (other: string) => cells.some(({ field }) => field.name === other) },
    ...{ id: rowId, page: undefined },
  }
  const own = problems
    .filter(({ fields }) => fields?.includes(name))
    .map(one => problemText({ language: viewer.language, object }, one))
  // The cell that it follows stands beside it.
  const followed = followsOf(asked, cell.field)
  const follows = followed && { ...followed, label: '' }
  const more = { isRequired: cell.field.required, follows, name: nameIn(rowId, name), help: '' }
  const edit = {
    head: controlHead(cell, more, `cell-${rowId}-${name}`),
    ...{ texts: texts.get(name) ?? [], problems: own, stored: ofOthers.get(name) ?? '' },
    allowed: allowedValues(asked, cell.field),
    lookup: lookupView(asked, cell.field),
  }
  return fieldView(cell, viewer, { record, edit })
}
