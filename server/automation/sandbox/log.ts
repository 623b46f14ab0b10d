import type { FromGuest, LogLevel } from '../protocol.ts'

const MAX_TEXT = 10_000

type Log = Readonly<Record<LogLevel, (...values: readonly unknown[]) => void>>

export function makeLog(post: (message: FromGuest) => void, invocation: number): Log {
  const at =
    (level: LogLevel) =>
    (...values: readonly unknown[]): void =>
      post({ type: 'log', invocation, level, text: values.map(toText).join(' ').slice(0, MAX_TEXT) })
  return Object.freeze({ debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') })
}

function toText(value: unknown): string {
  if (typeof value === 'string') return value
  if (value instanceof Error) return value.stack ?? value.message
  return JSON.stringify(value) ?? String(value)
}
