import { Decimal } from 'decimal.js'
import * as calendar from './calendar.ts'
import { CallError } from './call-error.ts'
import * as collections from './collections.ts'

export type Handler = (context: object) => unknown

export interface HookDefinition {
  readonly kind: 'trigger' | 'schedulable' | 'queueable'
  readonly handler: Handler
}

/** A hook's default export, or what evaluating its file threw. */
export interface LoadedHook {
  readonly definition?: HookDefinition | undefined
  readonly error?: unknown
}

/** What `import … from 'atelier'` gives inside the sandbox. Its types are generated for each org. */
export const atelierModule = Object.freeze({
  trigger: (object: string, events: readonly string[], handler: Handler) =>
    Object.freeze({ kind: 'trigger', object, events, handler }),
  schedulable: (handler: Handler) => Object.freeze({ kind: 'schedulable', handler }),
  queueable: (handler: Handler) => Object.freeze({ kind: 'queueable', handler }),
  Decimal: Decimal.clone({ precision: 40, toExpNeg: -40, toExpPos: 60 }),
  ...calendar,
  ...collections,
  isDatabaseError: (error: unknown) => error instanceof CallError,
})
