import type { FieldName, Input, ObjectName } from './names.d.ts'
import type { Query } from './query.d.ts'
import type { Objects, Writable } from './sample-model.d.ts'

export type WritableName<O extends ObjectName> = O extends keyof Writable ? Writable[O] & FieldName<O> : never
type Writing<O extends ObjectName> = { [F in WritableName<O>]?: Input<Objects[O][F]> | null }
/** A record to insert or upsert. */
export type NewRecord<O extends ObjectName> = Writing<O>
/** A record to update: its Id, and what changes. */
export type RecordChange<O extends ObjectName> = Writing<O> & { Id: string }
type IsAny<T> = 0 extends 1 & T ? true : false
/** No field but the wanted ones, in each member of a union by itself. The text is what the error says. */
type Only<O extends ObjectName, Wanted, Given> = Given extends unknown
  ? Given & {
      [K in Exclude<keyof Given, keyof Wanted>]: IsAny<Given[K]> extends true
        ? never
        : `${O} has no field ${K & string} that can be saved`
    }
  : never

export interface SaveOptions {
  /** True (default): one record that cannot be saved refuses all. False: the others are saved. */
  readonly allOrNone?: boolean
  /** Records that a job saves, and commits, at a time when it is not all or none. Default 2,000. */
  readonly chunk?: number
}
export interface Problem {
  readonly code: string
  readonly message: string
  readonly fields?: readonly string[]
}
/** What became of one record, in the order of the call. */
export interface SaveResult {
  /** Null: not saved. */
  readonly id: string | null
  readonly success: boolean
  readonly created: boolean
  readonly errors: readonly Problem[]
}
/** What a call of `db` throws: the code of the REST API, and the problems of the first record that was refused. */
export interface DatabaseError extends Error {
  readonly code: string
  readonly problems: readonly Problem[]
}

/** Reads and saves. A trigger's calls join its transaction; a job's saves are each one of their own. */
export interface Records {
  from<O extends ObjectName>(object: O): Query<O, unknown>
  /** Rows of a SOQL query. `:name` stands for the bind of that name. */
  soql<R = Record<string, unknown>>(text: string, binds?: Readonly<Record<string, unknown>>): Promise<R[]>
  insert<O extends ObjectName, R extends NewRecord<O>>(
    object: O,
    records: readonly R[] & readonly Only<O, NewRecord<O>, R>[],
    options?: SaveOptions,
  ): Promise<SaveResult[]>
  update<O extends ObjectName, R extends RecordChange<O>>(
    object: O,
    records: readonly R[] & readonly Only<O, RecordChange<O>, R>[],
    options?: SaveOptions,
  ): Promise<SaveResult[]>
  /** Matches on the external id field `key`, or on Id. */
  upsert<O extends ObjectName, R extends Writing<O> & { Id?: string }>(
    object: O,
    key: FieldName<O>,
    records: readonly R[] & readonly Only<O, RecordChange<O>, R>[],
    options?: SaveOptions,
  ): Promise<SaveResult[]>
  delete(
    object: ObjectName,
    records: readonly (string | { Id: string })[],
    options?: SaveOptions,
  ): Promise<SaveResult[]>
  undelete(
    object: ObjectName,
    records: readonly (string | { Id: string })[],
    options?: SaveOptions,
  ): Promise<SaveResult[]>
}

/** In system mode: everything is seen and may be done. */
export interface Database extends Records {
  /** The same with the rights of the user: hidden records and fields are as if they did not exist. */
  asUser(): Records
  /**
   * What `work` saves is saved together: when it throws, all of it is undone, and the error goes on. In a trigger, or
   * inside another one, only what `work` itself has saved is undone. Others wait for its locks: it lasts 60 s at most.
   */
  transaction<T>(work: () => Promise<T>): Promise<T>
}
