import type { ReadRecord } from '../records/read/output-records.ts'
import type { Cell, ColumnView } from './cell.ts'
import { readCell } from './field-view.ts'
import type { Viewer } from './viewer.ts'

/** A record as a row of a list; its cells are read while they are drawn (`draw-cells.ts`): pages have hundreds of them. */
export interface RowView {
  readonly id: string
  /** What the first column says. */
  readonly name: string
  /** Of the record: its first column leads there, whatever it is. */
  readonly address: string
  readonly columns: readonly Cell[]
  readonly record: ReadRecord
  readonly viewer: Viewer
}

export function rowView(
  columns: readonly Cell[],
  record: ReadRecord,
  viewer: Viewer,
  address: string,
): RowView {
  const id = String(record.Id)
  const [first] = columns
  const { text } = (first ? readCell(first, viewer, record).view : {}) as { readonly text?: string }
  return { id, name: text ?? id, address, columns, record, viewer }
}

export interface CellView {
  readonly column: ColumnView
  readonly partial: string
  readonly view: object
  /** Where it leads. */
  readonly address: string
  readonly isFirst: boolean
}

/** The cells of a row one by one, for what is no table of a list. */
export function cellViews({ columns, record, viewer, address }: RowView): readonly CellView[] {
  return columns.map((cell, index) => {
    const { isBlank, partial, view } = readCell(cell, viewer, record)
    const isFirst = index === 0
    const column = isBlank ? cell.column.blank : cell.column.shown
    return { column, partial, view, address: isFirst ? address : cell.addressOf(record), isFirst }
  })
}
