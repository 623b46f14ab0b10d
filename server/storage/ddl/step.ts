import type { ColumnShape, ForeignKeyShape, IndexShape, SequenceShape } from './shape.ts'

/** One change of an org's tables, as frozen data that can be printed, stored and applied later. */
export type DdlStep =
  | { readonly kind: 'createTable'; readonly table: string; readonly columns: readonly ColumnShape[] }
  | { readonly kind: 'renameTable'; readonly table: string; readonly to: string }
  /** The object is gone: its table is kept under another name until it is purged or comes back. */
  | {
      readonly kind: 'setTableAside'
      readonly table: string
      readonly aside: string
      readonly columns: readonly ColumnShape[]
    }
  | { readonly kind: 'restoreTable'; readonly table: string; readonly aside: string }
  | {
      readonly kind: 'addColumn'
      readonly table: string
      readonly column: ColumnShape
      readonly foreignKey?: ForeignKeyShape
    }
  /** With a unique index, both made before the deploy: the column takes its name. */
  | {
      readonly kind: 'adoptColumn'
      readonly table: string
      readonly column: ColumnShape
      /** Its name meanwhile. */
      readonly prepared: string
      readonly index: IndexShape
    }
  | { readonly kind: 'renameColumn'; readonly table: string; readonly column: string; readonly to: string }
  | {
      readonly kind: 'setColumnAside'
      readonly table: string
      readonly column: ColumnShape
      readonly aside: string
    }
  | {
      readonly kind: 'restoreColumn'
      readonly table: string
      readonly column: ColumnShape
      readonly aside: string
    }
  | {
      readonly kind: 'convertColumn'
      readonly table: string
      readonly column: string
      readonly from: string
      readonly to: string
      /** SQL text of the new value. */
      readonly using: string
    }
  /** Values that a conversion would lose are kept in a column beside, as JSON. */
  | {
      readonly kind: 'keepOriginals'
      readonly table: string
      readonly column: string
      readonly aside: string
      /** SQL text of which rows. */
      readonly where: string
    }
  /** They come back; `where` tells the rows that nobody has changed meanwhile. */
  | {
      readonly kind: 'restoreOriginals'
      readonly table: string
      readonly column: string
      readonly aside: string
      /** SQL text of the kept value. */
      readonly value: string
      readonly where: string
    }
  /** Values change within their type; `using` is SQL text of the new value. */
  | {
      readonly kind: 'rewriteColumn'
      readonly table: string
      readonly column: string
      readonly using: string
    }
  | {
      readonly kind: 'setDefault'
      readonly table: string
      readonly column: string
      /** Undefined: none. */
      readonly to?: string | undefined
    }
  | { readonly kind: 'dropNotNull'; readonly table: string; readonly column: string }
  | { readonly kind: 'createIndex'; readonly index: IndexShape }
  /** Of a big table: it is built after the deploy, while records are saved. */
  | { readonly kind: 'postponeIndex'; readonly index: IndexShape }
  | { readonly kind: 'dropIndex'; readonly index: IndexShape }
  | { readonly kind: 'renameIndex'; readonly table: string; readonly name: string; readonly to: string }
  /** `validate`: rows are there already, so they are looked at under a weaker lock afterwards. */
  | { readonly kind: 'addForeignKey'; readonly foreignKey: ForeignKeyShape; readonly validate: boolean }
  | { readonly kind: 'validateForeignKey'; readonly table: string; readonly name: string }
  | { readonly kind: 'dropForeignKey'; readonly foreignKey: ForeignKeyShape }
  | { readonly kind: 'renameForeignKey'; readonly table: string; readonly name: string; readonly to: string }
  /** Counts the children that are there already. `value` and `filter` are SQL text over the child's alias `c`. */
  | {
      readonly kind: 'fillSummary'
      readonly table: string
      readonly column: string
      readonly child: string
      readonly lookup: string
      readonly value: string
      readonly filter?: string
    }
  | { readonly kind: 'createSequence'; readonly sequence: SequenceShape }
  | { readonly kind: 'renameSequence'; readonly table: string; readonly name: string; readonly to: string }

export type StepOf<Kind extends DdlStep['kind']> = Extract<DdlStep, { kind: Kind }>

/** PostgreSQL's table locks that a step takes; `none` where the table is new or untouched. */
export type LockLevel =
  | 'none'
  | 'ROW EXCLUSIVE'
  | 'SHARE'
  | 'SHARE UPDATE EXCLUSIVE'
  | 'SHARE ROW EXCLUSIVE'
  | 'ACCESS EXCLUSIVE'

/** What a step does to rows that are there: only the catalog changes, every row is read, or every row is rewritten. */
export type RowEffect = 'none' | 'read' | 'rewrite'

export interface Impact {
  readonly table: string
  readonly lock: LockLevel
  readonly rows: RowEffect
}
