import { type FromGuest, type LogLevel, MAX_LOG } from '../protocol.ts'

const MAX_TEXT = 10_000
const NO_MORE = '… The log is full: more of it is not kept.'

export type Log = Readonly<Record<LogLevel, (...values: readonly unknown[]) => void>>

export type LogWriter = (invocation: number, level: LogLevel, values: readonly unknown[]) => void

/** Writes the logs of all hooks of a sandbox, which share a budget. */
export function makeLogWriter(post: (message: FromGuest) => void): LogWriter {
  let left = MAX_LOG
  return (invocation, level, values) => {
    if (left <= 0) return
    const text = values.map(toText).join(' ').slice(0, MAX_TEXT)
    left -= text.length + NO_MORE.length
    post({ type: 'log', invocation, level, text: left > 0 ? text : NO_MORE })
  }
}

export function makeLog(write: LogWriter, invocation: number): Log {
  const at =
    (level: LogLevel) =>
    (...values: readonly unknown[]): void =>
      write(invocation, level, values)
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
