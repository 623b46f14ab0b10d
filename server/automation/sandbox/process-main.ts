import vm from 'node:vm'
import { Worker } from 'node:worker_threads'
import { watchdogCode } from './watchdog.ts'

/**
 * The outer side of a hook process: makes a fresh sandbox for each transaction and passes text in and out.
 * Runs with an empty environment; nothing here knows the database.
 */
export type ProcessMessage =
  /** Code of the sandbox's inner side, once. */
  | { readonly guest: string }
  | { readonly open: { readonly memoryMegabytes: number; readonly cpuMilliseconds: number } }
  /** Code is left out when this process had the hash before. */
  | { readonly define: { readonly hook: string; readonly hash: string; readonly code: string | undefined } }
  | { readonly text: string }
  | { readonly close: true }

/** Answer to `close`. Everything else that is sent is text. */
export interface ClosedMessage {
  /** Processor time since `open`, milliseconds. */
  readonly closed: number
  /** Memory more than at the first `open`, megabytes. */
  readonly grown: number
}

/** What the inner side returns: functions of the sandbox's own realm. */
interface Guest {
  receive(text: string): void
  define(hook: string, factory: unknown): void
  settle(): void
}
interface Sandbox {
  readonly context: vm.Context
  readonly guest: Guest
}

const watchdog = new Worker(watchdogCode, { eval: true })
watchdog.unref()
const scripts = new Map<string, vm.Script>()
let guestScript: vm.Script | undefined
let spare: Sandbox | undefined
let current: Sandbox | undefined
let cpuBefore = 0
let firstRss = 0

/** Without a prototype it leads nowhere; it is all that the sandbox holds of the outside. */
const send = Object.setPrototypeOf((text: unknown): void => {
  if (typeof text === 'string') process.send?.(text)
}, null) as (text: string) => void

function makeSandbox(): Sandbox {
  const context = vm.createContext(Object.create(null), { codeGeneration: { strings: false, wasm: false } })
  const boot = (guestScript as vm.Script).runInContext(context) as (send: (text: string) => void) => Guest
  return { context, guest: boot(send) }
}

function define(hook: string, hash: string, code: string | undefined): void {
  let script = scripts.get(hash)
  if (!script) {
    const wrapped = `(function (require, module, exports) {\n${code}\n})`
    script = new vm.Script(wrapped, { filename: `hook:${hook}`, lineOffset: -1 })
    scripts.set(hash, script)
  }
  if (current) current.guest.define(hook, script.runInContext(current.context))
}

function receive(message: ProcessMessage): void {
  if ('text' in message) {
    current?.guest.receive(message.text)
    // When all that this set in motion has come to rest.
    setImmediate(() => current?.guest.settle())
  } else if ('define' in message) define(message.define.hook, message.define.hash, message.define.code)
  else if ('open' in message) {
    watchdog.postMessage(message.open)
    cpuBefore = cpuNow()
    firstRss ||= process.memoryUsage.rss()
    current = spare ?? makeSandbox()
    spare = undefined
  } else if ('close' in message) {
    watchdog.postMessage(null)
    current = undefined
    const grown = (process.memoryUsage.rss() - firstRss) / 1_048_576
    process.send?.({ closed: cpuNow() - cpuBefore, grown } satisfies ClosedMessage)
    setImmediate(prepareSpare)
  } else guestScript = new vm.Script(message.guest, { filename: 'atelier' })
}

/** Milliseconds. */
function cpuNow(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1000
}

/** The next transaction does not wait for its sandbox to be made. */
function prepareSpare(): void {
  if (!current) spare ??= makeSandbox()
}

/** A promise that nobody awaited was rejected: the hook is wrong, and has to hear it. */
function reportStray(reason: unknown): void {
  const thrown = reason as { message?: unknown; stack?: unknown } | null | undefined
  const error = { message: String(thrown?.message ?? reason), stack: String(thrown?.stack ?? '') }
  process.send?.(JSON.stringify({ type: 'stray', error }))
}

process.on('message', receive)
process.on('unhandledRejection', reportStray)
process.on('uncaughtException', reportStray)
process.on('disconnect', () => process.exit())
