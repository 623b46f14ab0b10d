import type { FieldType, Value } from '../../fields/field-type.ts'
import type { RuleType } from '../../rules/rule.ts'

/** Raw text of one row's columns. */
export type Row = readonly (string | null)[]

/** One value of an answer. */
export interface ValueOutput {
  readonly kind: 'value'
  readonly key: string
  readonly column: number
  readonly family: RuleType
  readonly toJson: (raw: string, base: string) => string
  readonly fromDatabase: (raw: string) => Value
  readonly toCell: FieldType['toCell']
}

/** A parent record inside a record. */
export interface ParentOutput {
  readonly kind: 'parent'
  readonly key: string
  readonly record: RecordOutput
}

/** Child records: the column holds a JSON array of rows, each an array of raw texts. */
export interface ChildrenOutput {
  readonly kind: 'children'
  readonly key: string
  readonly column: number
  readonly record: RecordOutput
}

export type Output = ValueOutput | ParentOutput | ChildrenOutput

/** How a record is put together from a row. */
export interface RecordOutput {
  /** Column of the record's id: no record when it is null. -1 for results of aggregates, which have none. */
  readonly idColumn: number
  /** Object names by key prefix; one entry unless the record is reached over a polymorphic lookup. */
  readonly typeByPrefix: ReadonlyMap<string, string>
  readonly entries: readonly Output[]
  /** TYPEOF: what is answered depends on the object. */
  readonly entriesByPrefix?: ReadonlyMap<string, readonly Output[]>
}
