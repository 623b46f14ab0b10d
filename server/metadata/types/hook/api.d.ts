/**
 * Module 'atelier': what hooks are written with. Generated from the org's metadata; do not edit.
 * Dates are text `YYYY-MM-DD`, instants `YYYY-MM-DDTHH:mm:ss.SSSZ` (UTC), times `HH:mm:ss.SSS`: each compares as text.
 * Numbers are exact: `Decimal`.
 */
import { Decimal } from 'decimal.js'
import type { Objects, Parents, Writable } from './sample-model.d.ts'

export { Decimal }

export type ObjectName = keyof Objects & string
export type FieldName<O extends ObjectName> = keyof Objects[O] & string
type ParentsOf<O> = O extends keyof Parents ? Parents[O] : Record<never, never>
type ParentName<O> = keyof ParentsOf<O> & string
type ParentObject<O, R> = R extends keyof ParentsOf<O>
  ? ParentsOf<O>[R] extends readonly [infer Target extends ObjectName, unknown]
    ? Target
    : never
  : never
type ParentNull<O, R> = R extends keyof ParentsOf<O>
  ? ParentsOf<O>[R] extends readonly [unknown, infer N]
    ? N
    : never
  : never

/** A field, or a field of a parent: `Status`, `order__r.Status`. Longer paths are accepted, up to five parents. */
export type FieldPath<O extends ObjectName> =
  | FieldName<O>
  | { [R in ParentName<O>]: `${R}.${FieldName<ParentObject<O, R>>}` }[ParentName<O>]

/** Type of the value at the end of a path; `never` when the path leads nowhere. */
export type ValueAt<O extends ObjectName, P extends string> =
  P extends FieldName<O>
    ? Objects[O][P]
    : P extends `${infer R}.${infer Rest}`
      ? R extends ParentName<O>
        ? ValueAt<ParentObject<O, R>, Rest> extends infer V
          ? [V] extends [never]
            ? never
            : V | ParentNull<O, R>
          : never
        : never
      : never
type ValidPath<O extends ObjectName, P extends string> = [ValueAt<O, P>] extends [never] ? FieldPath<O> : P
type ValidPaths<O extends ObjectName, P extends readonly string[]> = { [I in keyof P]: ValidPath<O, P[I]> }

type FirstOf<P extends string> = P extends `${infer R}.${string}` ? R : never
type RestOf<P extends string, R extends string> = P extends `${R}.${infer Rest}` ? Rest : never
type Nulled<T, N> = { readonly [K in keyof T]: T[K] | N }
/** A row with the selected paths; parents are nested objects. */
export type Row<O extends ObjectName, P extends string> = {
  readonly [F in Extract<P, FieldName<O>>]: Objects[O][F]
} & {
  readonly [R in FirstOf<P> & ParentName<O>]: Nulled<Row<ParentObject<O, R>, RestOf<P, R>>, ParentNull<O, R>>
}

/** What may be given where a value of the type is wanted: numbers also as number or text. */
export type Input<T> = T extends Decimal ? Decimal | number | string : T
type InputAt<O extends ObjectName, P extends string> = Input<ValueAt<O, P>> | null
type Operator = '=' | '!=' | '<' | '<=' | '>' | '>=' | 'like' | 'in' | 'not in' | 'includes' | 'excludes'
type Operand<O extends ObjectName, P extends string, C extends Operator> = C extends 'in' | 'not in'
  ? readonly InputAt<O, P>[] | Subquery
  : C extends 'includes' | 'excludes'
    ? readonly string[]
    : C extends 'like'
      ? string
      : InputAt<O, P>
type Condition<O extends ObjectName> = readonly [path: FieldPath<O>, operator: Operator, value: unknown]

/** What `in` takes: a query of one field. */
export interface Subquery {
  readonly query: object
}
/** A query. Each step gives a new one; nothing is read before `rows`, `first`, `count` or `stream`. */
export interface Query<O extends ObjectName, R> extends Subquery {
  select<const P extends readonly string[]>(...paths: ValidPaths<O, P>): Query<O, R & Row<O, P[number]>>
  /** `in` takes a list or another query of one field; `includes` texts such as `A;B` (multi-select picklists). */
  where<const P extends string, const C extends Operator>(
    path: ValidPath<O, P>,
    operator: C,
    value: Operand<O, P, C>,
  ): Query<O, R>
  /** At least one of the conditions. */
  whereAny(conditions: readonly Condition<O>[]): Query<O, R>
  orderBy<const P extends string>(
    path: ValidPath<O, P>,
    direction?: 'asc' | 'desc',
    nulls?: 'first' | 'last',
  ): Query<O, R>
  /** Only the first row, by `orderBy`, for each value of the paths. */
  firstPer<const P extends readonly string[]>(...paths: ValidPaths<O, P>): Query<O, R>
  groupBy<const P extends readonly string[]>(...paths: ValidPaths<O, P>): Query<O, R>
  sum<const P extends string, A extends string>(
    path: ValidPath<O, P>,
    alias: A,
  ): Query<O, R & Aggregate<A, Decimal | null>>
  avg<const P extends string, A extends string>(
    path: ValidPath<O, P>,
    alias: A,
  ): Query<O, R & Aggregate<A, Decimal | null>>
  min<const P extends string, A extends string>(
    path: ValidPath<O, P>,
    alias: A,
  ): Query<O, R & Aggregate<A, ValueAt<O, P> | null>>
  max<const P extends string, A extends string>(
    path: ValidPath<O, P>,
    alias: A,
  ): Query<O, R & Aggregate<A, ValueAt<O, P> | null>>
  countOf<const P extends string, A extends string>(
    path: ValidPath<O, P>,
    alias: A,
  ): Query<O, R & Aggregate<A, Decimal>>
  countDistinct<const P extends string, A extends string>(
    path: ValidPath<O, P>,
    alias: A,
  ): Query<O, R & Aggregate<A, Decimal>>
  limit(rows: number): Query<O, R>
  offset(rows: number): Query<O, R>
  /** Records of the recycle bin too. */
  withDeleted(): Query<O, R>
  /** Locks the rows until the transaction ends. */
  forUpdate(): Query<O, R>
  rows(): Promise<R[]>
  first(): Promise<R | null>
  count(): Promise<number>
  /** Row by row, without holding all of them. */
  stream(): AsyncIterable<R>
}
type Aggregate<A extends string, T> = { readonly [K in A]: T }

type WritableName<O extends ObjectName> = O extends keyof Writable ? Writable[O] & FieldName<O> : never
type Writing<O extends ObjectName> = { [F in WritableName<O>]?: Input<Objects[O][F]> | null }
/** A record to insert or upsert. */
export type NewRecord<O extends ObjectName> = Writing<O>
/** A record to update: its Id, and what changes. */
export type RecordChange<O extends ObjectName> = Writing<O> & { Id: string }
/** No field but the wanted ones, in each member of a union by itself. */
type Only<Wanted, Given> = Given extends unknown
  ? Given & { [K in Exclude<keyof Given, keyof Wanted>]: never }
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

/** Reads and saves in system mode. A trigger's calls join its transaction; a job's saves are each one of their own. */
export interface Database {
  from<O extends ObjectName>(object: O): Query<O, Record<never, never>>
  /** Rows of a SOQL query. `:name` stands for the bind of that name. */
  soql<R = Record<string, unknown>>(text: string, binds?: Readonly<Record<string, unknown>>): Promise<R[]>
  insert<O extends ObjectName, R extends NewRecord<O>>(
    object: O,
    records: readonly R[] & readonly Only<NewRecord<O>, R>[],
    options?: SaveOptions,
  ): Promise<SaveResult[]>
  update<O extends ObjectName, R extends RecordChange<O>>(
    object: O,
    records: readonly R[] & readonly Only<RecordChange<O>, R>[],
    options?: SaveOptions,
  ): Promise<SaveResult[]>
  /** Matches on the external id field `key`, or on Id. */
  upsert<O extends ObjectName, R extends Writing<O> & { Id?: string }>(
    object: O,
    key: FieldName<O>,
    records: readonly R[] & readonly Only<RecordChange<O>, R>[],
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

/** Kept with the run, and shown by `atelier hook run`. */
export interface Log {
  debug(...values: readonly unknown[]): void
  info(...values: readonly unknown[]): void
  warn(...values: readonly unknown[]): void
  error(...values: readonly unknown[]): void
}

export interface HookContext {
  readonly db: Database
  readonly log: Log
  /** The instant the transaction, or the run, began: ISO, UTC. */
  readonly now: string
  /** `YYYY-MM-DD` in the org's time zone. */
  readonly today: string
  readonly user: { readonly id: string; readonly username: string; readonly profile: string }
  /** Runs a queueable after the transaction has committed. Gives the id of its entry in the queue. */
  enqueue(hook: string, payload?: unknown, options?: { readonly delaySeconds?: number }): Promise<string>
}
export interface ScheduledContext extends HookContext {
  /** The slot that this run is for: ISO, UTC, or `manual …`. */
  readonly slot: string
  readonly payload: unknown
}
export interface QueuedContext<Payload> extends HookContext {
  readonly payload: Payload
  /** 1 for the first. */
  readonly attempt: number
}

export type TriggerEvent =
  | 'before insert'
  | 'after insert'
  | 'before update'
  | 'after update'
  | 'before delete'
  | 'after delete'
  | 'after undelete'
/** Refuses the record: at a field, or as a whole. */
export interface AddError<O extends ObjectName> {
  addError(field: FieldName<O>, message: string): void
  addError(message: string): void
}
/** A record of a trigger. Before a save, fields can be set; before an insert it has no Id. */
export type TriggerRecord<O extends ObjectName> = {
  -readonly [F in WritableName<O>]: Objects[O][F] | null
} & { readonly [F in Exclude<FieldName<O>, WritableName<O>>]: Objects[O][F] } & AddError<O>
export type OldRecord<O extends ObjectName> = Readonly<Objects[O]> & AddError<O>

type Has<E, Names> = Extract<E, Names> extends never ? false : true
export interface TriggerContext<O extends ObjectName, E extends TriggerEvent> extends HookContext {
  readonly event: E
  readonly isBefore: boolean
  readonly isAfter: boolean
  readonly isInsert: boolean
  readonly isUpdate: boolean
  readonly isDelete: boolean
  readonly isUndelete: boolean
  /** As they are to be, or are now; null for deletes. Same order as `old`. */
  readonly new: Has<E, 'before delete' | 'after delete'> extends true
    ? readonly TriggerRecord<O>[] | null
    : readonly TriggerRecord<O>[]
  /** As they were; null for inserts. */
  readonly old: Has<E, 'before insert' | 'after insert' | 'after undelete'> extends true
    ? readonly OldRecord<O>[] | null
    : readonly OldRecord<O>[]
  /** `new`, or `old` for deletes: whatever there is. */
  readonly records: readonly TriggerRecord<O>[]
}

declare const hook: unique symbol
export interface Hook {
  readonly [hook]: true
}
/** Fires on all records of a save at once. */
export function trigger<O extends ObjectName, const E extends TriggerEvent>(
  object: O,
  events: readonly E[],
  handler: (context: TriggerContext<O, E>) => unknown,
): Hook
/** Runs when a job says so (jobs/*.json), or by `atelier hook run`. */
export function schedulable(handler: (context: ScheduledContext) => unknown): Hook
/** Runs from the queue; when it throws, it is tried again later. */
export function queueable<Payload = unknown>(handler: (context: QueuedContext<Payload>) => unknown): Hook

export function addDays(date: string, days: number): string
/** The same day of a later month; its last day where it has none. */
export function addMonths(date: string, months: number): string
export function daysBetween(from: string, to: string): number
/** 1 is Monday, 7 is Sunday. */
export function weekday(date: string): number
