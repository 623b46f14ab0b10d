import type { ReadRecord } from '../records/read/output-records.ts'
import type { Cell } from './cell.ts'
import type { FollowsView, OpenChoices } from './dependent-choices.ts'
import type { InputTexts } from './look.ts'
import type { LookupView } from './lookup-view.ts'
import type { Viewer } from './viewer.ts'

/** A field on a page: its template draws the data of `view`. */
export interface FieldView {
  readonly name: string
  readonly label: string
  readonly help: string
  readonly isWide: boolean
  readonly isNumeric: boolean
  readonly isEdited: boolean
  readonly isBlank: boolean
  /** Template: `looks/date/edit`; `looks/blank` for what has no value to read. */
  readonly partial: string
  readonly view: object
  /** Address of a form for this field alone; empty: it is not changed by who reads. */
  readonly change: string
  /** Edited fields only. */
  readonly control: ControlView | null
}

export interface ControlView {
  readonly id: string
  readonly isRequired: boolean
  readonly problems: readonly string[]
  /** What is stored by now, when somebody else has changed it meanwhile; empty: nothing else. */
  readonly stored: string
  /** JSON of what the control holds when that is taken; empty: it cannot be. */
  readonly theirs: string
  /** The control whose value says what can be chosen here. */
  readonly follows: FollowsView | null
  /** Of lookups. */
  readonly lookup: LookupView | null
  /** Ids of the texts that describe the control. */
  readonly describedBy: string
}

/** What a form says of a field. */
export interface FieldEdit {
  readonly texts: InputTexts
  readonly isRequired: boolean
  readonly problems: readonly string[]
  readonly stored: string
  readonly theirs?: string
  readonly choices: OpenChoices
  readonly lookup: LookupView | null
}

interface Shown {
  readonly record: ReadRecord
  readonly edit?: FieldEdit | undefined
  readonly change?: string | undefined
}

/**
 * The one place where it is decided whether a field is read or edited: it is edited where a form says how. Pages have
 * hundreds of them, and each is written out whole: objects that are put together of others are slow to make.
 */
export function fieldView(cell: Cell, viewer: Viewer, { record, edit, change = '' }: Shown): FieldView {
  const { field, look } = cell
  const shown = edit ? undefined : readCell(cell, viewer, record)
  return {
    name: field.name,
    label: cell.label,
    help: field.inlineHelpText ?? '',
    isWide: look.isWide === true,
    isNumeric: look.isNumeric === true,
    change,
    isEdited: edit !== undefined,
    isBlank: shown?.isBlank === true,
    partial: shown?.partial ?? cell.templates.edit,
    view: shown?.view ?? editView(cell, viewer, edit as FieldEdit),
    control: edit ? controlOf(cell, edit) : null,
  }
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

function editView({ field, look }: Cell, viewer: Viewer, { texts, choices }: FieldEdit): object {
  return look.edit(texts, { field, viewer, allowed: choices.allowed })
}

function controlOf(
  { field }: Cell,
  { isRequired, problems, stored, theirs = '', choices, lookup }: FieldEdit,
): ControlView {
  const id = `field-${field.name}`
  const { follows } = choices
  const described = [
    ...(field.inlineHelpText ? [`${id}-help`] : []),
    ...(follows ? [`${id}-follows`] : []),
    ...(problems.length > 0 ? [`${id}-problem`] : []),
    ...(stored === '' ? [] : [`${id}-stored`]),
  ]
  return { id, isRequired, problems, stored, theirs, follows, lookup, describedBy: described.join(' ') }
}
