import type { CellInput } from '../../fields/field-type.ts'

export interface SheetRow {
  /** As spreadsheets count: the first row is 1. */
  readonly number: number
  readonly cells: readonly CellInput[]
}

/** The rows of one sheet, in portions. */
export interface Sheet {
  readonly name?: string
  /** CSV: rows that are shorter or longer than the header are wrong. */
  readonly strict: boolean
  /** `share`: how much of the file the portion ends at, 0 to 1. */
  readonly portions: AsyncIterable<{ readonly rows: readonly SheetRow[]; readonly share: number }>
  /** Ends the reading, wherever it is. */
  readonly close: () => void
}
