/** The cell of a file: text, or a number by its digits. */
export interface ExportCell {
  readonly text: string
  readonly isNumber: boolean
}

export type ExportRow = readonly (ExportCell | undefined)[]

/** Gives the rows of a file as they are read, a batch at a time. */
export type ExportBatches = (work: (rows: readonly ExportRow[]) => Promise<void>) => Promise<void>
