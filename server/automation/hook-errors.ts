import { SourceMap, type SourceMapPayload } from 'node:module'
import { AtelierError, type Position } from '../kernel/errors.ts'
import type { HookModel } from '../metadata/org-model.ts'
import { isRetryable } from '../storage/pg-errors.ts'
import type { Invocation } from './hook-unit.ts'
import type { ErrorData, ThrownData } from './protocol.ts'

const FRAME = /hook:([^():\s]+):(\d+):(\d+)/
const INLINE_MAP = /\/\/# sourceMappingURL=data:application\/json;base64,([A-Za-z0-9+/=]+)\s*$/

/** What a hook threw → HOOK_FAILED with the place in its TypeScript source. */
export function toHookError(hook: HookModel, thrown: ThrownData): AtelierError {
  const position = positionIn(hook, thrown.stack)
  const where = position ? ` (${position.file}:${position.line}:${position.column})` : ''
  const message = `${hook.name}: ${thrown.message}${where}`
  const problem = { code: 'HOOK_FAILED', message, ...(position ? { position } : {}) }
  return new AtelierError('HOOK_FAILED', message, [problem])
}

function positionIn(hook: HookModel, stack: string): Position | undefined {
  const frame = FRAME.exec(stack)
  const map = INLINE_MAP.exec(hook.code)
  if (!frame || !map) return undefined
  const payload = JSON.parse(Buffer.from(map[1] as string, 'base64').toString()) as SourceMapPayload
  const entry = new SourceMap(payload).findEntry(Number(frame[2]) - 1, Number(frame[3]) - 1)
  if (!('originalLine' in entry)) return undefined
  return {
    file: entry.originalSource.replace(/^hooks:/, ''),
    line: entry.originalLine + 1,
    column: entry.originalColumn + 1,
  }
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
