import type { FromGuest, LogLevel } from '../protocol.ts'

const MAX_TEXT = 10_000

export type Log = Readonly<Record<LogLevel, (...values: readonly unknown[]) => void>>

export function makeLog(post: (message: FromGuest) => void, invocation: number): Log {
  const at =
    (level: LogLevel) =>
    (...values: readonly unknown[]): void =>
      post({ type: 'log', invocation, level, text: values.map(toText).join(' ').slice(0, MAX_TEXT) })
  return Object.freeze({ debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') })
}

/** `console` writes to the log of the hook that runs; hooks around it wait meanwhile. */
export function installConsole(running: () => Log | undefined): void {
  const at =
    (level: LogLevel) =>
    (...values: readonly unknown[]): void =>
      running()?.[level](...values)
  const levels = { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
  Object.assign(globalThis.console, levels, { log: levels.info })
}

export function toText(value: unknown): string {
  if (typeof value === 'string') return value
  if (value instanceof Error) return value.stack ?? value.message
  try {
    return JSON.stringify(value) ?? String(value)
  } catch {
    // A circle, or a bigint.
    return String(value)
  }
}
