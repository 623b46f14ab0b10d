import { AtelierError, type ErrorCode } from '../kernel/errors.ts'
import type { HookModel } from '../metadata/org-model.ts'
import { positionOfStack } from '../metadata/types/hook/source-position.ts'
import { isRetryable } from '../storage/pg-errors.ts'
import type { Invocation } from './hook-unit.ts'
import type { ErrorData, ThrownData } from './protocol.ts'

/** Said of a hook further inside already: the hooks around it have nothing to add. */
const ALREADY_TOLD: ReadonlySet<string> = new Set<ErrorCode>([
  'HOOK_FAILED',
  'LIMIT_EXCEEDED',
  'TRIGGER_DEPTH_EXCEEDED',
])

/** What a hook threw → HOOK_FAILED with the place in its TypeScript source. */
export function toHookError(hook: HookModel, thrown: ThrownData): AtelierError {
  if (thrown.code && ALREADY_TOLD.has(thrown.code)) {
    return new AtelierError(thrown.code as ErrorCode, thrown.message, thrown.problems)
  }
  const position = positionOfStack(hook.code, thrown.stack)
  const where = position ? ` (${position.file}:${position.line}:${position.column})` : ''
  const message = `${hook.name}: ${thrown.message}${where}`
  const problem = { code: 'HOOK_FAILED', message, ...(position ? { position } : {}) }
  return new AtelierError('HOOK_FAILED', message, [problem], { cause: thrown })
}

/** Codes of what may well go through a little later. */
const PASSING: ReadonlySet<unknown> = new Set<ErrorCode>([
  'OUTCOME_UNKNOWN',
  'SERVER_UNAVAILABLE',
  'UNABLE_TO_LOCK_ROW',
])

/** Did the hook, or what looks after it, fail because of locks or of a database that was away? */
export function isPassing(error: unknown): boolean {
  if (!(error instanceof AtelierError)) return false
  return PASSING.has(error.code) || PASSING.has(Object(error.cause).code)
}

/** What a call was refused with, for the hook; what only a repeated transaction can mend is kept for the caller. */
export function toErrorData(error: unknown, invocation: Invocation): ErrorData {
  if (invocation.session.transaction && isRetryable(error)) invocation.retryable = error
  if (error instanceof AtelierError) {
    const { code, message, problems } = error
    return { code, message, problems }
  }
  const message = error instanceof Error ? error.message : String(error)
  return { code: 'UNKNOWN_EXCEPTION', message, problems: [] }
}
