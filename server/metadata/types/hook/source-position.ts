import { SourceMap, type SourceMapPayload } from 'node:module'
import type { Position } from '../../../kernel/errors.ts'

const FRAME = /hook:[^():\s]+:(\d+):(\d+)/
const INLINE_MAP = /\/\/# sourceMappingURL=data:application\/json;base64,([A-Za-z0-9+/=]+)\s*$/

/** The place in the TypeScript source of a stack's first line that belongs to the bundle. */
export function positionOfStack(code: string, stack: string): Position | undefined {
  const frame = FRAME.exec(stack)
  const map = INLINE_MAP.exec(code)
  if (!frame || !map) return undefined
  const payload = JSON.parse(Buffer.from(map[1] as string, 'base64').toString()) as SourceMapPayload
  const entry = new SourceMap(payload).findEntry(Number(frame[1]) - 1, Number(frame[2]) - 1)
  if (!('originalLine' in entry)) return undefined
  const file = entry.originalSource.replace(/^hooks:/, '')
  return { file, line: entry.originalLine + 1, column: entry.originalColumn + 1 }
}
