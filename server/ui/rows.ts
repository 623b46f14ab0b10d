import type { ReadRecord } from '../records/read/output-records.ts'
import type { Cell } from './cell.ts'
import { type FieldView, fieldView } from './field-view.ts'
import type { Viewer } from './viewer.ts'

export interface RowView {
  readonly id: string
  /** What the first column says. */
  readonly name: string
  readonly cells: readonly (FieldView & { readonly address: string; readonly isFirst: boolean })[]
}

/** A record as a row of a list; its first column leads to the record, whatever it is. */
export function rowView(
  columns: readonly Cell[],
  record: ReadRecord,
  viewer: Viewer,
  ownAddress: string,
): RowView {
  const cells = columns.map((cell, index) => {
    const view = fieldView(cell, viewer, { record })
    const isFirst = index === 0
    return { ...view, isFirst, address: isFirst ? ownAddress : cell.addressOf(record) }
  })
  const { text } = (cells[0]?.view ?? {}) as { readonly text?: string }
  return { id: String(record.Id), name: text ?? String(record.Id), cells }
}
