import type { Problem } from '../kernel/errors.ts'
import type { Query } from '../records/query/query.ts'
import type { WriteOperation } from '../records/write-request.ts'

/**
 * What the server and a hook process tell each other. Everything crosses as JSON text: the sandbox takes and gives
 * nothing but strings, so that no object of the outside can be reached from inside it.
 */

/** How a column's values become hook values: numbers arrive as decimal text, child rows as a table of their own. */
export type ColumnKind = 'plain' | 'number' | 'table'

/** Many records as arrays in the order of `columns`, instead of objects that repeat their keys. */
export interface Table {
  readonly columns: readonly TableColumn[]
  readonly rows: readonly (readonly unknown[])[]
}

export interface TableColumn {
  /** `Id`, `order__r.Status`; each dot is a nested object in the row. */
  readonly path: string
  readonly kind: ColumnKind
}

export interface ErrorData {
  readonly code: string
  readonly message: string
  readonly problems: readonly Problem[]
}

/** What every hook is told about its surroundings. */
export interface InvocationContext {
  /** ISO, UTC. */
  readonly now: string
  /** `YYYY-MM-DD` in the org's time zone. */
  readonly today: string
  readonly user: { readonly id: string; readonly username: string; readonly profile: string }
}

export type HookInput =
  | { readonly kind: 'schedulable'; readonly slot: string; readonly payload: unknown }
  | { readonly kind: 'queueable'; readonly payload: unknown; readonly attempt: number }
  | {
      readonly kind: 'trigger'
      readonly event: string
      readonly columns: readonly TableColumn[]
      readonly old: readonly (readonly unknown[])[] | null
      readonly new: readonly (readonly unknown[])[] | null
    }

/** What a trigger answers: `[index, changed fields]` and `[index, field or null, message]`. */
export interface TriggerAnswer {
  readonly changes: readonly (readonly [number, Readonly<Record<string, unknown>>])[]
  readonly errors: readonly (readonly [number, string | null, string])[]
}

/** Server → sandbox. */
export type ToGuest =
  | {
      readonly type: 'invoke'
      readonly invocation: number
      readonly hook: string
      readonly context: InvocationContext
      readonly input: HookInput
    }
  /** Rows of a result that come before its answer. */
  | { readonly type: 'part'; readonly call: number; readonly rows: Table['rows'] }
  | { readonly type: 'answer'; readonly call: number; readonly value: unknown }
  | { readonly type: 'refusal'; readonly call: number; readonly error: ErrorData }

/** Sandbox → server. */
export type FromGuest =
  | {
      readonly type: 'call'
      readonly invocation: number
      readonly call: number
      readonly operation: string
      readonly argument: unknown
      /** With the rights of the user, instead of all. */
      readonly asUser: boolean
    }
  /** Records of a save that come before its call. */
  | { readonly type: 'part'; readonly call: number; readonly rows: Table['rows'] }
  | { readonly type: 'log'; readonly invocation: number; readonly level: LogLevel; readonly text: string }
  | { readonly type: 'done'; readonly invocation: number; readonly value: unknown }
  | { readonly type: 'failed'; readonly invocation: number; readonly error: ThrownData }

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error'] as const
export type LogLevel = (typeof LOG_LEVELS)[number]

/** Something that a hook threw, as text. */
export interface ThrownData {
  readonly message: string
  readonly stack: string
  readonly code?: string
  readonly problems?: readonly Problem[]
}

/** Arguments of the calls. */
export interface QueryCall {
  readonly query: Query
}
export interface SoqlCall {
  readonly text: string
  readonly binds: Readonly<Record<string, unknown>>
}
export interface SaveCall {
  readonly object: string
  readonly operation: WriteOperation
  readonly columns: readonly string[]
  readonly allOrNone: boolean
  readonly externalIdField?: string
}
/** Ids (null: not saved) and, for those that failed, their problems by index. */
export interface SaveAnswer {
  readonly ids: readonly (string | null)[]
  readonly created: readonly number[]
  readonly errors: readonly (readonly [number, readonly Problem[]])[]
}
export interface EnqueueCall {
  readonly hook: string
  readonly payload: unknown
  readonly delaySeconds?: number
}

/** Rows or records that cross in one message: small enough that parsing one delays nobody. */
export const ROWS_PER_MESSAGE = 5_000
/** Characters of a message with rows; fewer rows are put in when they are long. */
const LONG_MESSAGE = 2_000_000
/** Characters of any message. A single record that is longer is refused. */
export const MAX_MESSAGE = 32_000_000
/** Characters of log that are kept of a transaction or run. */
export const MAX_LOG = 1_000_000

/** Rows as messages of the type `part`. */
export function* encodeRows(call: number, rows: Table['rows']): Generator<string> {
  for (let i = 0; i < rows.length; i += ROWS_PER_MESSAGE)
    yield* encodePart(call, rows.slice(i, i + ROWS_PER_MESSAGE))
}

function* encodePart(call: number, rows: Table['rows']): Generator<string> {
  const text = JSON.stringify({ type: 'part', call, rows } satisfies ToGuest & FromGuest)
  if (text.length <= LONG_MESSAGE || rows.length < 2) yield text
  else {
    const middle = rows.length >> 1
    yield* encodePart(call, rows.slice(0, middle))
    yield* encodePart(call, rows.slice(middle))
  }
}
