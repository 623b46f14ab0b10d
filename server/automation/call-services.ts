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

/** Who asks, and how rows of the answer get there. */
export interface Asking {
  readonly services: CallServices
  readonly unit: HookUnit
  readonly invocation: Invocation
  /** Resolves when the hook's process has taken them. */
  readonly sendRows: (rows: Table['rows']) => Promise<void>
}
