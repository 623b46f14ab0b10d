import { AtelierError } from '../kernel/errors.ts'

/** Errors of hooks that some of the records may have caused. */
const CODES: ReadonlySet<string> = new Set(['HOOK_FAILED', 'LIMIT_EXCEEDED', 'TRIGGER_DEPTH_EXCEEDED'])

/** May fewer of the records be saved, although all of them together could not? */
export function isCausedByRecords(error: unknown): error is AtelierError {
  return error instanceof AtelierError && CODES.has(error.code)
}
