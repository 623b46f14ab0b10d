import type { FromGuest, Table, ToGuest } from '../protocol.ts'
import { CallError } from './call-error.ts'

/** Calls from a hook to the server, answered asynchronously. */
export interface Calls {
  /** Rejects with what the server refused. `rows` go ahead of the call, those of the answer are collected. */
  call<T>(invocation: number, operation: string, argument: unknown, rows?: Table['rows']): Promise<Answer<T>>
  receive(message: Exclude<ToGuest, { type: 'invoke' }>): void
  /** Name of a call of the invocation that is not answered yet. */
  openOf(invocation: number): string | undefined
  /** The same, with the rights of the user. */
  readonly asUser: Pick<Calls, 'call'>
}

export interface Answer<T> {
  readonly value: T
  readonly rows: Table['rows']
}

interface OpenCall {
  readonly invocation: number
  readonly operation: string
  readonly rows: (readonly unknown[])[]
  readonly resolve: (answer: Answer<never>) => void
  readonly reject: (error: unknown) => void
}

export function makeCalls(
  post: (message: FromGuest) => void,
  postRows: (call: number, rows: Table['rows']) => void,
): Calls {
  const open = new Map<number, OpenCall>()
  let last = 0
  const makeCall =
    (asUser: boolean): Calls['call'] =>
    async (invocation, operation, argument, rows = []) => {
      const call = ++last
      const caller = new Error()
      postRows(call, rows)
      post({ type: 'call', invocation, call, operation, argument, asUser })
      return new Promise((resolve, reject) => {
        const fail = (error: unknown) => reject(withStackOf(error, caller))
        open.set(call, { invocation, operation, rows: [], resolve, reject: fail })
      })
    }
  return {
    call: makeCall(false),
    asUser: { call: makeCall(true) },
    receive: message => {
      const waiting = open.get(message.call)
      if (!waiting) return
      if (message.type === 'part') {
        for (const row of message.rows) waiting.rows.push(row)
        return
      }
      open.delete(message.call)
      if (message.type === 'refusal') waiting.reject(new CallError(message.error))
      else waiting.resolve({ value: message.value as never, rows: waiting.rows })
    },
    openOf: invocation => [...open.values()].find(call => call.invocation === invocation)?.operation,
  }
}

/** The line that made the call says more than the line that received its answer. */
function withStackOf(error: unknown, caller: Error): unknown {
  if (error instanceof Error && caller.stack) {
    error.stack = `${error.name}: ${error.message}${caller.stack.slice(caller.stack.indexOf('\n'))}`
  }
  return error
}
