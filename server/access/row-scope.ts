import sql, { type RawValue, raw, type Sql } from 'sql-template-tag'
import type { ObjectModel, OrgModel } from '../metadata/org-model.ts'
import type { UserType } from '../metadata/permission-model.ts'
import type { Reason } from './decision.ts'
import type { OwnerMarks } from './owner-marks.ts'

/** Where criteria over rows are compiled, and for whom. */
export interface RowScope {
  readonly model: OrgModel
  /** The table of an object, or of the platform, as it stands in SQL. */
  readonly table: (name: string) => Sql
  readonly timeZone: string
  readonly userType: UserType
  /** Lower-case name of the profile. */
  readonly profile: string
  /** Are there roles below the user's? */
  readonly hasBelow: boolean
  /** Has somebody shared single records with the user, a group of the user's, or somebody below? */
  readonly hasShares: boolean
  /** Names (`object.rule`) of the sharing rules whose receivers the user belongs to. */
  readonly rules: ReadonlySet<string>
  readonly mayRead: (object: ObjectModel) => boolean
  readonly seesAll: (object: ObjectModel, right: RowRight) => boolean
}

/** What is to be done with rows that exist. */
export type RowRight = 'read' | 'edit' | 'delete'

/** What a criterion needs to know of the one who asks: parameters, filled when the statement is run. */
export interface Asker {
  readonly user: RawValue
  /** Ids of the user, the user's queues and groups, and everybody below: whom records may be shared with one by one. */
  readonly grantees: RawValue
  /** Ids of others whose records sharing rules open. */
  sourcesFor(object: ObjectModel, right: RowRight): RawValue
  /** The owners of both: a record's is marked in one of the two. */
  marksFor(object: ObjectModel, right: RowRight): readonly [OwnerMarks<RawValue>, OwnerMarks<RawValue>]
  /** Ids of the user, and of the queues and groups that the user belongs to. */
  readonly owners: RawValue
  /** Ids of the roles below the user's. */
  readonly below: RawValue
}

/**
 * What a criterion is for. Rows that come in an order or all together are held against hashes (`scan`), or against one
 * string of bits where the owners' numbers are close together (`marked`); few rows of many are found by indexes (`few`);
 * rows that are known by their ids are looked at one by one (`one`, `oneMarked`). To say why something may be done each way is asked
 * for by itself (`reasons`).
 */
export type RowUse = 'scan' | 'marked' | 'few' | 'one' | 'oneMarked' | 'reasons'

/** The rows of a table under an alias, and what is asked of them. */
export interface RowPlace {
  readonly object: ObjectModel
  readonly alias: string
  readonly asker: Asker
  readonly right: RowRight
  readonly use: RowUse
  /** Parents that were followed on the way here. */
  readonly depth: number
}

/** One way to a row: what the row must be, and what to say of it. */
export interface RowPart {
  readonly sql: Sql
  readonly reason: Reason
}

export function column(alias: string, name: string): Sql {
  return raw(`${alias}."${name}"`)
}

/** `FROM` clause of an object's rows under an alias. */
export function fromRows(scope: Pick<RowScope, 'table'>, { table }: ObjectModel, alias: string): Sql {
  return sql`FROM ${scope.table(table)} AS ${raw(alias)}`
}
