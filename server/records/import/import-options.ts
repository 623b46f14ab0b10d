import type { Readable } from 'node:stream'

/** The bytes of a file, as a request or a file stream gives them. */
export type ImportInput = Readable

export interface ImportOptions {
  readonly object: string
  /** For messages, and `csv` or `xlsx` is taken from its ending when `format` does not say. */
  readonly fileName: string
  readonly format?: 'csv' | 'xlsx'
  /** XLSX: name of the sheet; the first one that is not empty when not given. */
  readonly sheet?: string
  /** CSV: `utf-8`, `utf-16le`, `windows-1251` …, when it cannot be recognised. */
  readonly encoding?: string
  /** Guessed from the labels of the header when not given. */
  readonly mapping?: ColumnMapping
  /** External id field: rows whose key is stored change that record. */
  readonly upsert?: string
  /** Everything but the commit. */
  readonly dryRun?: boolean
  /** Validation rules to leave out: an administrator's right, recorded. */
  readonly skipRules?: readonly string[]
  /** IANA name in which dates without an offset are taken; the org's when not given. */
  readonly timeZone?: string
  /** 1-based row of the header; found by itself when not given. */
  readonly headerRow?: number
  /** What every row gets where its cells give nothing, as people type it, by field. */
  readonly defaults?: Readonly<Record<string, string>>
  /** Import the file anew although it was imported before: otherwise rows that are saved are left out. */
  readonly again?: boolean
}

/** How the columns of a file become fields: what `FILE.map.json` holds. */
export interface ColumnMapping {
  readonly object?: string
  readonly sheet?: string
  readonly headerRow?: number
  readonly columns: readonly MappedColumn[]
  /** Fields whose text is put together from several columns. */
  readonly joined?: readonly JoinedField[]
  readonly defaults?: Readonly<Record<string, string>>
  /**
   * Columns (or joined fields) that tell rows apart: a row without them is refused, a second row with the same ones
   * is a copy. Those of the upsert field when not given, else of an external id, which a row may then be without;
   * `[]` for none.
   */
  readonly key?: readonly string[]
}

export interface MappedColumn {
  /** The header's text; case and blanks do not matter. */
  readonly column: string
  /** API name of the field; null: the column is not imported (but others may refer to it). */
  readonly field: string | null
  /** Lookups: fields of the parent by which it is found, tried in this order; e.g. `["external_code__c", "Name"]`. */
  readonly lookup?: readonly string[]
  /** Lookups to several objects: the one meant. */
  readonly lookupObject?: string
  /** Lookups: only parents with these values, e.g. `{"RecordTypeId": "Manufacturer"}`. */
  readonly where?: Readonly<Record<string, string>>
  /** Column whose cell is taken when this one's is blank. */
  readonly alternative?: string
  /** Put before a cell that is digits alone; or one prefix for each value of another column. */
  readonly prefix?: string | PrefixByColumn
  readonly case?: 'upper' | 'lower'
  /** What stands for what; case and blanks do not matter. */
  readonly values?: Readonly<Record<string, string>>
}

export interface PrefixByColumn {
  readonly column: string
  readonly values: Readonly<Record<string, string>>
}

export interface JoinedField {
  readonly field: string
  readonly columns: readonly string[]
  readonly separator?: string
}

/** What was made of a column of the header. */
export interface ColumnGuess {
  readonly column: string
  readonly field: string | null
  readonly lookup?: readonly string[]
  /** `given`: the mapping says so. `sure`: label or API name. `likely`: a near word. `none`: not imported. */
  readonly confidence: 'given' | 'sure' | 'likely' | 'none'
}

/** A column that fills no field of its own, with the reason. */
export interface UnmappedColumn {
  readonly column: string
  readonly why: string
}

export interface ImportCounts {
  /** Rows below the header. */
  readonly read: number
  readonly created: number
  readonly updated: number
  readonly rejected: number
  readonly skipped: number
  /** Rows that an earlier run of the same file has saved. */
  readonly already: number
}

export type ImportEvent =
  | {
      readonly kind: 'mapping'
      readonly mapping: ColumnMapping
      readonly guesses: readonly ColumnGuess[]
      /** The header's cells, for the file of rejected rows. */
      readonly header: readonly string[]
      /** 1-based row of the header. */
      readonly headerRow: number
      /** XLSX: the sheet that is read. */
      readonly sheet?: string
      readonly unmapped: readonly UnmappedColumn[]
    }
  | ImportProgress
  | RejectedRow
  | { readonly kind: 'skipped'; readonly row: number; readonly reason: string }
  | ({ readonly kind: 'done'; readonly dryRun: boolean; readonly milliseconds: number } & ImportCounts)

/** A batch is saved. */
export interface ImportProgress extends ImportCounts {
  readonly kind: 'progress'
  /** How much of the file is done, 0 to 1. */
  readonly share: number
  /** No row up to this one will still be rejected. */
  readonly row: number
  readonly saved: number
}

/** A row that was not saved. Of several problems the first is told in full, `why` has all. */
export interface RejectedRow {
  readonly kind: 'rejected'
  /** As the spreadsheet counts: the first row of the file is 1. */
  readonly row: number
  /** Header of the column at fault; blank when it is the whole row. */
  readonly column: string
  readonly value: string
  readonly why: string
  readonly fix: string
  /** The row's cells as text, in the order of the header; cells beyond it at the end. */
  readonly cells: readonly string[]
}
