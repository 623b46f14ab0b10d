import type { Sql } from 'sql-template-tag'
import type { AppModel, FieldModel, ObjectModel, RecordTypeModel } from '../metadata/org-model.ts'
import type { TabVisibility } from './apps-and-tabs.ts'
import type { SystemPermission } from './holders.ts'
import { ownDefaultRecordType } from './record-types.ts'
import type { Asker, RowRight, RowUse } from './row-scope.ts'

export type ObjectRight = 'read' | 'create' | 'edit' | 'delete' | 'viewAll' | 'modifyAll'
export type FieldRight = 'read' | 'edit'
/**
 * What a principal may do, decided from the org model. The one place that reads and writes ask: a read plan takes
 * `rows` into its SQL, and a field without the right is as if it did not exist.
 */
export interface Access {
  /** Part of the read plan's cache key: equal keys decide equally, whoever the user is. */
  readonly key: string
  object(object: ObjectModel, right: ObjectRight): boolean
  field(field: FieldModel, right: FieldRight): boolean
  /**
   * Criterion over the table's alias for the rows that this may be done with; undefined when it may be done with all.
   * `use` says what PostgreSQL is to do with it, `one` if nothing; all uses let the same rows through.
   */
  rows(object: ObjectModel, alias: string, asker: Asker, right: RowRight, use?: RowUse): Sql | undefined
  /**
   * The ways to a row of which `rows` takes any, each by itself: an index finds what one of them opens, where it would
   * not for all together.
   */
  ways(object: ObjectModel, alias: string, asker: Asker, right: RowRight): readonly Sql[] | undefined
  may(permission: SystemPermission): boolean
  /** May records be given the record type? Those that have it already are like others. */
  recordType(object: ObjectModel, type: RecordTypeModel): boolean
  /** The record type of new records that name none. */
  defaultRecordType(object: ObjectModel): RecordTypeModel | undefined
  /** Is the app offered? */
  app(app: AppModel): boolean
  /** The tab of an object, by its API name, or of a page: `standard-home`. */
  tab(name: string): TabVisibility
}

/** Everything: hooks in system mode, and what the engine does by itself. */
export const fullAccess: Access = Object.freeze({
  key: 'full',
  object: () => true,
  field: () => true,
  rows: () => undefined,
  ways: () => undefined,
  may: () => true,
  recordType: () => true,
  defaultRecordType: ownDefaultRecordType,
  app: () => true,
  tab: () => 'DefaultOn',
})
