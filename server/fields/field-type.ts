import type { Decimal } from 'decimal.js'
import type { Sql } from 'sql-template-tag'
import type { Problem } from '../kernel/errors.ts'
import type { RuleType, RuleValue } from '../rules/rule.ts'
import type { Body } from './body.ts'
import type { FieldSpec } from './field-spec.ts'

/**
 * A field's value inside the engine, the same in memory, in history and on the way to PostgreSQL:
 * text, picklist, id: string · numbers: canonical decimal text (`1200.50`) · Checkbox: boolean ·
 * Date `YYYY-MM-DD` · Time `HH:mm:ss.SSS` · DateTime `YYYY-MM-DDTHH:mm:ss.SSSZ` · MultiselectPicklist: string[].
 * Never a binary floating-point number; blank text is null.
 */
export type Value = null | boolean | string | readonly string[]

/** A record's values by the fields' declared API names. */
export type RecordValues = Readonly<Record<string, Value>>

export type Parsed = { readonly value: Value } | { readonly problem: Problem }

export type ParsedBody = { readonly body: Body | null } | { readonly problem: Problem }

export interface ParseContext {
  /** IANA name: dates and date-times without an offset are taken there. */
  readonly timeZone: string
}

/** Input that a person typed into a spreadsheet: text, or what the cell held (number, Date, boolean). */
export type CellInput = string | number | boolean | Date | null

export interface StoredColumn {
  /** PostgreSQL type, e.g. `numeric(18,2)`, `text`, `timestamptz(3)`. */
  readonly sqlType: string
  readonly notNull?: boolean
  /** SQL text of the column default, a constant. */
  readonly sqlDefault?: string
}

export type ChangeSafety =
  /** No data is touched. */
  | 'safe'
  /** Allowed when every stored value converts (the deploy counts those that do not). */
  | 'convert'
  | 'refuse'

/** The part of a Salesforce describe that depends on the type. */
export interface TypeDescribe {
  readonly type: string
  readonly soapType: string
  readonly length?: number
  readonly byteLength?: number
  readonly precision?: number
  readonly scale?: number
  readonly digits?: number
  /** `plaintextarea` or `richtextarea`. */
  readonly extraTypeInfo?: string
}

/**
 * A field type, whole in its file: its metadata keys, its column, what it accepts, what it answers.
 * Every function is pure; `spec` is the compiled field.
 */
export interface FieldType {
  /** The `type` of the Salesforce Metadata API, e.g. `LongTextArea`. */
  readonly name: string
  /** How pages show it and let people change it: a name of `ui/looks/`. */
  readonly look: string
  /** The engine alone makes fields of it (Id): no file may name it. */
  readonly internal?: boolean
  /** JSON Schema of the metadata keys that only this type takes: `properties` and `required`. */
  readonly schema: {
    readonly properties: Readonly<Record<string, object>>
    readonly required?: readonly string[]
    /** Keys of all fields that make no sense here: they may say `false`, and else the file is told this. */
    readonly never?: Readonly<Record<string, string>>
  }
  readonly ruleType: (spec: FieldSpec) => RuleType
  /** True: values are percentages, which formula text takes as fractions. */
  readonly isPercent?: boolean
  /** Null: the value is not stored (a formula) and `select` never sees a column. */
  readonly column: (spec: FieldSpec) => StoredColumn | null
  /** False: people and the API cannot set it (AutoNumber, Formula, Summary). */
  readonly writable: boolean
  /** May it be compared, sorted, grouped in SOQL? (LongTextArea: no to all) */
  readonly filterable: boolean
  readonly sortable: boolean
  readonly groupable: boolean
  /** API input (JSON) → value. The problem names no field: the caller adds it. */
  readonly parse: (input: unknown, spec: FieldSpec, context: ParseContext) => Parsed
  /**
   * API input → bytes that are saved beside the row. A type that has this has no column: what is selected is the
   * record's id, which tells where the bytes are read.
   */
  readonly toBody?: (input: unknown, spec: FieldSpec) => ParsedBody
  /** What people type into spreadsheets → value. */
  readonly parseCell: (input: CellInput, spec: FieldSpec, context: ParseContext) => Parsed
  /** Expression to select so that the driver's raw text is what `fromDatabase` and `toJson` take. */
  readonly select: (column: Sql, spec: FieldSpec) => Sql
  /** Raw text of a selected column → value. Never called with null. */
  readonly fromDatabase: (raw: string) => Value
  /** Raw text of a selected column → JSON text of the REST API. Never called with null. */
  readonly toJson: (raw: string) => string
  /** Value → text to bind as a parameter (a list binds as an array literal). */
  readonly toDatabase: (value: Exclude<Value, null>) => string
  /** Value → rule value and back. */
  readonly toRule: (value: Value) => RuleValue
  readonly fromRule: (value: RuleValue, spec: FieldSpec) => Value
  /** A literal of a query or filter (`'abc'`, `12.5`, `2026-01-01`) → text to bind, or a problem. */
  readonly parseCriterion: (literal: string, spec: FieldSpec, context: ParseContext) => Parsed
  /**
   * Expressions that equality, ordering and uniqueness compare: `lower(c)` for text, the column for the rest.
   * `side` is 'column' or 'bind'.
   */
  readonly comparable: (expression: Sql, spec: FieldSpec) => Sql
  /** What ORDER BY compares, where that is not `comparable`: picklists are in the order of their values. */
  readonly sortKey?: (expression: Sql, spec: FieldSpec) => Sql
  /**
   * The words of a stored value, for searches, as an expression without bind values. Left out: values of the type are
   * not searched.
   */
  readonly searchText?: (column: Sql) => Sql
  /** Value → cell text of an export. */
  readonly toCell: (value: Exclude<Value, null>, context: ParseContext) => string
  /** TypeScript type of the field in hooks, without null, e.g. `string`, `Decimal`, `'A' | 'B'`. */
  readonly tsType: (spec: FieldSpec) => string
  readonly describe: (spec: FieldSpec) => TypeDescribe
  /** May a field of `from` become one of this type, spec `to`? */
  readonly changeFrom: (from: FieldSpec, to: FieldSpec) => ChangeSafety
  /**
   * USING expression of the conversion, and the criterion of values that do not convert. Holds no bind values, so
   * that DDL can take it. Without a context, days begin at midnight UTC.
   */
  readonly convert?: (column: Sql, from: FieldSpec, to: FieldSpec, context?: ParseContext) => Conversion
  /**
   * For a type that takes its values' nature from another one (Formula, Summary): the type to work with for this
   * field. Ask `fieldTypeFor` of the registry, which calls it.
   */
  readonly specialize?: (spec: FieldSpec, find: (name: string) => FieldType | undefined) => FieldType
}

export interface Conversion {
  readonly using: Sql
  readonly bad: Sql
  /** What no conversion back can tell apart any more, a sentence each. */
  readonly loses?: readonly string[]
}

export type { Decimal }
