/** The tables of an org as plain data: what a model asks for, and what tombstones remember. */
export interface TableShape {
  readonly name: string
  readonly columns: readonly ColumnShape[]
  readonly indexes: readonly IndexShape[]
  readonly foreignKeys: readonly ForeignKeyShape[]
  readonly sequences: readonly SequenceShape[]
}

export interface ColumnShape {
  readonly name: string
  /** PostgreSQL type, e.g. `numeric(18,2)`. */
  readonly type: string
  readonly notNull: boolean
  /** SQL text of a constant. */
  readonly default?: string
}

export interface IndexShape {
  readonly name: string
  readonly table: string
  /** Names of the columns, for the index's name. */
  readonly columns: readonly string[]
  readonly unique: boolean
  readonly method: 'btree' | 'brin'
  /** SQL text of each key: `lower("name")`, `"price__c" DESC NULLS LAST`. */
  readonly keys: readonly string[]
  /** SQL text of a partial index's criterion. */
  readonly where?: string
}

export interface ForeignKeyShape {
  readonly name: string
  readonly table: string
  readonly column: string
  readonly target: string
  readonly onDelete: 'NO ACTION' | 'SET NULL' | 'CASCADE'
}

export interface SequenceShape {
  readonly table: string
  readonly column: string
  readonly name: string
  readonly start: number
}

/** A column or table that was set aside when its field or object was removed, and can come back. */
export interface Tombstone {
  readonly table: string
  /** Undefined: the whole table. */
  readonly column?: string
  /** Name that the column or table has meanwhile. */
  readonly aside: string
  /** Of a column; of all columns, for a table. */
  readonly columns: readonly ColumnShape[]
}
