import type { RuleType } from '../../rules/rule.ts'

/** Columns and rows of a file. */
export interface ExportTable {
  /** API name of the object whose records the rows are. */
  readonly object: string
  readonly columns: readonly ExportColumn[]
  /** Gives the rows as they are read, a batch at a time. */
  readonly batches: (work: (rows: readonly ExportRow[]) => Promise<void>) => Promise<void>
}

export interface ExportColumn {
  readonly header: string
  /** What kind of value the texts of the column are. */
  readonly family: RuleType
}

/** Texts as an import reads them; null for a blank. */
export type ExportRow = readonly (string | null)[]
