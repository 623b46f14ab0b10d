import type { ReadRecord } from '../records/read/output-records.ts'
import type { Cell, FieldHead } from './cell.ts'
import type { FollowsView } from './dependent-choices.ts'
import type { InputTexts } from './look.ts'
import type { LookupView } from './lookup-view.ts'
import type { Viewer } from './viewer.ts'

/** A field on a page: its template draws the data of `view`. */
export interface FieldView {
  /** Of fields that are read. */
  readonly head: FieldHead
  /** Of fields that are edited; null: it is read. */
  readonly control: ControlView | null
  /** Template: `looks/date/edit`; `looks/blank` for what has no value to read. */
  readonly partial: string
  readonly view: object
  /** Null: it is not changed by who reads. */
  readonly change: FieldChange | null
  /** Of the record that it is a field of, for what changes it. */
  readonly id: string
}

/** A form for one field, the same for all records; the address has a gap for the id. */
export interface FieldChange {
  readonly address: string
  readonly label: string
}

/** The address of a form for a field, with a value to begin with; null: whoever reads may not change it. */
export type ChangeOf = (of: Pick<Cell, 'path' | 'label'>, value?: string) => FieldChange | null

/** What a form says of a field, whatever its control holds: the same for all records. */
export interface ControlHead extends FieldHead {
  readonly id: string
  readonly isRequired: boolean
  /** The control whose value says what can be chosen here. */
  readonly follows: FollowsView | null
  /** Ids of the texts that describe the control. */
  readonly describedBy: string
}

export interface ControlView {
  readonly head: ControlHead
  readonly problems: readonly string[]
  /** What is stored by now, when somebody else has changed it meanwhile; empty: nothing else. */
  readonly stored: string
  /** JSON of what the control holds when that is taken; empty: it cannot be. */
  readonly theirs: string
  /** Of lookups. */
  readonly lookup: LookupView | null
  /** Ids of the texts that describe the control, what is wrong included. */
  readonly describedBy: string
}

/** What a form says of a field, and of what its control holds. */
export interface FieldEdit {
  readonly head: ControlHead
  readonly texts: InputTexts
  readonly problems: readonly string[]
  readonly stored: string
  readonly theirs?: string
  /** Values that can be chosen; undefined: all. */
  readonly allowed: ReadonlySet<string> | undefined
  readonly lookup: LookupView | null
}

interface Shown {
  readonly record: ReadRecord
  readonly edit?: FieldEdit | undefined
  readonly change?: FieldChange | null
}

/**
 * The one place where it is decided whether a field is read or edited: it is edited where a form says how. Pages have
 * hundreds of them: what is the same for all records is made once (`head`).
 */
export function fieldView(cell: Cell, viewer: Viewer, { record, edit, change = null }: Shown): FieldView {
  const { field, look, head, templates } = cell
  if (edit) {
    const view = look.edit(edit.texts, { field, viewer, allowed: edit.allowed })
    return { head, control: controlOf(edit), partial: templates.edit, view, change, id: '' }
  }
  const { partial, view } = readCell(cell, viewer, record)
  return { head, control: null, partial, view, change, id: change ? String(record.Id) : '' }
}

function controlOf({ head, problems, stored, theirs = '', lookup }: FieldEdit): ControlView {
  const { id } = head
  const described = [
    ...(head.describedBy === '' ? [] : [head.describedBy]),
    ...(problems.length > 0 ? [`${id}-problem`] : []),
    ...(stored === '' ? [] : [`${id}-stored`]),
  ]
  return { head, problems, stored, theirs, lookup, describedBy: described.join(' ') }
}

/** Of a field on a form; `id` tells its control from those of the same field in other rows. */
export function controlHead(
  { head }: Cell,
  more: Pick<ControlHead, 'isRequired' | 'follows'> & Partial<Pick<ControlHead, 'name' | 'help'>>,
  id = `field-${head.name}`,
): ControlHead {
  const own = { ...head, ...more, id }
  const described = [
    ...(own.help === '' ? [] : [`${id}-help`]),
    ...(own.follows?.label ? [`${id}-follows`] : []),
  ]
  return Object.freeze({ ...own, describedBy: described.join(' ') })
}

/** What a cell shows, and how. */
interface ReadView {
  readonly isBlank: boolean
  readonly partial: string
  readonly view: object
}

const BLANK: ReadView = Object.freeze({
  isBlank: true,
  partial: 'looks/blank',
  view: Object.freeze({ text: '' }),
})

export function readCell(cell: Cell, viewer: Viewer, record: ReadRecord): ReadView {
  const { field, look } = cell
  const shown = cell.read(record)
  if (shown.value === null) return BLANK
  return { isBlank: false, partial: cell.templates.read, view: look.show(shown, { field, viewer }) }
}
