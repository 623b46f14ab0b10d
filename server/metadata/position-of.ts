import type { Position } from '../kernel/errors.ts'
import type { Finding } from './component.ts'
import { locate } from './parse-json.ts'

/** Where a finding is: its own line and column, or those of its path in the component's JSON. */
export function positionOf({ component, at = [], line, column = 1 }: Finding): Position {
  const { path: file, text, source } = component
  if (line !== undefined || typeof source === 'string') return { file, line: line ?? 1, column }
  return locate(text, file, at)
}
