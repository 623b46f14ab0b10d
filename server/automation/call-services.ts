import type { HookData } from './hook-data.ts'
import type { HookUnit, Invocation, LogLine } from './hook-unit.ts'
import type { EnqueueCall, Table } from './protocol.ts'

/** What the calls of hooks are answered with. */
export interface CallServices {
  readonly data: HookData
  /** Puts a queueable into the queue, inside the session's transaction if it has one. Gives the entry's id. */
  readonly enqueue: (invocation: Invocation, call: EnqueueCall) => Promise<string>
  readonly log: (unit: HookUnit, invocation: Invocation, line: LogLine) => void
}

/** What a hook asks with. */
export interface HookCall {
  readonly argument: unknown
  /** Records that came ahead of the call. */
  readonly rows: Table['rows']
  readonly asUser: boolean
}

export interface CallAnswer {
  readonly value: unknown
  readonly rows?: Table['rows']
}
