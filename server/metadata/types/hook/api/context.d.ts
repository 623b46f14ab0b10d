import type { Database, DatabaseError, WritableName } from './database.d.ts'
import type { FieldName, ObjectName } from './names.d.ts'
import type { Objects } from './sample-model.d.ts'

/** Kept with the run, and shown by `atelier hook run`. */
export interface Log {
  debug(...values: readonly unknown[]): void
  info(...values: readonly unknown[]): void
  warn(...values: readonly unknown[]): void
  error(...values: readonly unknown[]): void
}

declare global {
  /** Writes to the log of the hook that runs. */
  const console: Log & { log(...values: readonly unknown[]): void }
}

export interface Usage {
  readonly used: number
  readonly limit: number
}
export interface Limits {
  /** Calls of `db`. */
  readonly statements: Usage
  readonly rowsRead: Usage
  readonly rowsWritten: Usage
  /** Since the first hook began, waiting for the database included. */
  readonly milliseconds: Usage
}

export interface HookContext {
  readonly db: Database
  readonly log: Log
  /** The instant the transaction, or the run, began: ISO, UTC. */
  readonly now: string
  /** `YYYY-MM-DD` in the org's time zone. */
  readonly today: string
  readonly user: { readonly id: string; readonly username: string; readonly profile: string }
  /** What the hooks of the transaction, or of the run, have used so far, and may use. */
  limits(): Promise<Limits>
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
export interface HasChanged<O extends ObjectName> {
  /** Has the field another value now than before the save? False for new records. Numbers by what they are worth. */
  isChanged(field: FieldName<O>): boolean
}
/** A record of a trigger. Before a save, fields can be set; before an insert it has no Id. */
export type TriggerRecord<O extends ObjectName> = {
  -readonly [F in WritableName<O>]: Objects[O][F] | null
} & { readonly [F in Exclude<FieldName<O>, WritableName<O>>]: Objects[O][F] } & AddError<O> &
  HasChanged<O>
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
  /** `new` by Id; null for deletes, and before an insert, when there are no Ids. */
  readonly newMap: Has<E, 'before insert' | 'before delete' | 'after delete'> extends true
    ? ReadonlyMap<string, TriggerRecord<O>> | null
    : ReadonlyMap<string, TriggerRecord<O>>
  /** `old` by Id; null for inserts. */
  readonly oldMap: Has<E, 'before insert' | 'after insert' | 'after undelete'> extends true
    ? ReadonlyMap<string, OldRecord<O>> | null
    : ReadonlyMap<string, OldRecord<O>>
  /** `new`, or `old` for deletes: whatever there is. */
  readonly records: readonly TriggerRecord<O>[]
}

declare const hook: unique symbol
export interface Hook {
  readonly [hook]: true
}
/**
 * Fires on all records of a save at once. Several triggers of an event fire in the order of their names, each with what
 * those before have changed. Variables of the file live while a hook of the transaction runs.
 */
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
/** Rows by a field, such as `Id`; of several with one value the last. */
export function indexBy<R, K extends keyof R>(rows: Iterable<R>, key: K): Map<R[K], R>
/** Rows by what they have in common: a field, or what a function makes of each. Numbers by what they are worth. */
export function groupBy<R, K extends keyof R>(rows: Iterable<R>, key: K): Map<R[K], R[]>
export function groupBy<R, V>(rows: Iterable<R>, key: (row: R) => V): Map<V, R[]>
/** Was the error thrown by a call of `db`? */
export function isDatabaseError(error: unknown): error is DatabaseError
