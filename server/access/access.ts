import type { Sql } from 'sql-template-tag'
import type { FieldModel, ObjectModel } from '../metadata/org-model.ts'

export type ObjectRight = 'read' | 'create' | 'edit' | 'delete'
export type FieldRight = 'read' | 'edit'

/**
 * What a principal may do, decided from the org model. The one place that reads and writes ask: a read plan takes
 * `rows` into its SQL, and a field without the right is as if it did not exist.
 */
export interface Access {
  /** Part of the read plan's cache key: equal keys decide equally. */
  readonly key: string
  object(object: ObjectModel, right: ObjectRight): boolean
  field(field: FieldModel, right: FieldRight): boolean
  /** Criterion over the table's alias for the rows that may be seen; undefined when all may. */
  rows(object: ObjectModel, alias: string): Sql | undefined
  /** May a save name rules to skip (`--skip-rule`)? */
  readonly maySkipRules: boolean
}

/** Everything: the administrator, and hooks in system mode. */
export const fullAccess: Access = Object.freeze({
  key: 'full',
  object: () => true,
  field: () => true,
  rows: () => undefined,
  maySkipRules: true,
})
