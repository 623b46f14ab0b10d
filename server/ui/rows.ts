import type { ReadRecord } from '../records/read/output-records.ts'
import type { Cell } from './cell.ts'
import { readCell } from './field-view.ts'
import type { Viewer } from './viewer.ts'

export interface RowView {
  readonly id: string
  /** What the first column says. */
  readonly name: string
  readonly cells: readonly CellView[]
}

interface CellView {
  /** Of its field. */
  readonly name: string
  readonly label: string
  readonly isNumeric: boolean
  readonly isBlank: boolean
  /** Of the style sheet; empty: none. */
  readonly classes: string
  readonly partial: string
  readonly view: object
  /** Where it leads. */
  readonly address: string
  readonly isFirst: boolean
}

/** A record as a row of a list; its first column leads to the record, whatever it is. */
export function rowView(
  columns: readonly Cell[],
  record: ReadRecord,
  viewer: Viewer,
  ownAddress: string,
): RowView {
  const cells = columns.map((cell, index) => {
    const { isBlank, partial, view } = readCell(cell, viewer, record)
    const isFirst = index === 0
    const isNumeric = cell.look.isNumeric === true
    return {
      name: cell.field.name,
      label: cell.label,
      isNumeric,
      isBlank,
      classes: isNumeric ? (isBlank ? 'numeric blank' : 'numeric') : isBlank ? 'blank' : '',
      partial,
      view,
      address: isFirst ? ownAddress : cell.addressOf(record),
      isFirst,
    }
  })
  const { text } = (cells[0]?.view ?? {}) as { readonly text?: string }
  return { id: String(record.Id), name: text ?? String(record.Id), cells }
}
