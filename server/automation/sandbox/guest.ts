import { encodeRows, type FromGuest, MAX_MESSAGE, type ThrownData, type ToGuest } from '../protocol.ts'
import { atelierModule, type HookDefinition, type LoadedHook } from './atelier-module.ts'
import { type Calls, makeCalls } from './calls.ts'
import { makeDatabase } from './database.ts'
import { installConsole, type Log, type LogWriter, makeLog, makeLogWriter, toText } from './log.ts'
import { runTrigger } from './run-trigger.ts'

type Invoke = Extract<ToGuest, { type: 'invoke' }>

/** The inner side of the sandbox: what `boot` returns to the outer one. Only text passes between them. */
export function boot(sendText: (text: string) => void): {
  receive(text: string): void
  define(hook: string, factory: HookFactory): void
  /** To be called when nothing more happens by itself. */
  settle(): void
} {
  removeGlobals()
  const hooks = new Map<string, LoadedHook>()
  const transmit = makeTransmit(sendText)
  const post = (message: FromGuest): void => transmit(JSON.stringify(message))
  const calls = makeCalls(post, (call, rows) => {
    for (const text of encodeRows(call, rows)) transmit(text)
  })
  const running: Running[] = []
  const write = makeLogWriter(post)
  installConsole(() => running.at(-1)?.log)
  return {
    define: (hook, factory) => void hooks.set(hook, load(factory)),
    receive: text => {
      const message = JSON.parse(text) as ToGuest
      if (message.type === 'invoke')
        void invoke(message, hooks.get(message.hook), { calls, post, running, write })
      else calls.receive(message)
    },
    settle: () => {
      for (const { invocation, stop } of [...running]) if (!calls.openOf(invocation)) stop(new Error(STUCK))
    },
  }
}

/** Nothing in a sandbox happens by itself: there are no timers, only answers to what a hook has called. */
const STUCK = 'The hook waits for a promise that nothing settles: none of its calls is still going on.'

function makeTransmit(sendText: (text: string) => void): (text: string) => void {
  return text => {
    if (text.length > MAX_MESSAGE) {
      const size = Math.round(text.length / 1e6)
      throw new Error(`A value of ${size} million characters is too long to leave a hook.`)
    }
    try {
      sendText(text)
    } catch {
      // An error made outside must not get in: it leads to the outer realm.
      throw new Error('The hook could not send its message.')
    }
  }
}

/** Memory that the heap limit does not see and waiting that blocks the thread: no hook needs them. */
function removeGlobals(): void {
  for (const name of ['WebAssembly', 'SharedArrayBuffer', 'Atomics']) Reflect.deleteProperty(globalThis, name)
}

type HookFactory = (
  require: (name: string) => unknown,
  module: { exports: unknown },
  exports: unknown,
) => void

/** Evaluates a hook's bundle; an error in it is kept for those who invoke the hook. */
function load(factory: HookFactory): LoadedHook {
  const module = { exports: {} as { default?: HookDefinition } }
  try {
    factory(() => atelierModule, module, module.exports)
    return { definition: module.exports.default }
  } catch (error) {
    return { error }
  }
}

interface Running {
  readonly invocation: number
  readonly log: Log
  readonly stop: (error: Error) => void
}

interface Surroundings {
  readonly calls: Calls
  readonly post: (message: FromGuest) => void
  /** The hooks that are under way, the innermost last. */
  readonly running: Running[]
  readonly write: LogWriter
}

async function invoke(
  message: Invoke,
  hook: LoadedHook | undefined,
  { calls, post, running, write }: Surroundings,
): Promise<void> {
  const { invocation } = message
  const log = makeLog(write, invocation)
  let stop: Running['stop'] = () => undefined
  const stopped = new Promise<never>((_, reject) => {
    stop = reject
  })
  const entry = { invocation, log, stop }
  running.push(entry)
  try {
    if (hook?.error) throw hook.error
    if (!hook?.definition) throw new Error(`${message.hook} does not export a hook as its default.`)
    const value = await Promise.race([run(hook.definition, message, calls, log), stopped])
    const open = calls.openOf(invocation)
    if (open) throw new Error(`The hook ended while ${open} was still going on: await it.`)
    post({ type: 'done', invocation, value })
  } catch (error) {
    post({ type: 'failed', invocation, error: describeThrown(error) })
  } finally {
    running.splice(running.indexOf(entry), 1)
  }
}

function run(definition: HookDefinition, message: Invoke, calls: Calls, log: Log): unknown {
  const { invocation, input } = message
  const context = Object.freeze({
    ...message.context,
    user: Object.freeze(message.context.user),
    db: makeDatabase(calls, invocation),
    log,
    limits: async () => (await calls.call(invocation, 'limits', null)).value,
    enqueue: async (hook: string, payload?: unknown, options?: { delaySeconds?: number }) =>
      (await calls.call(invocation, 'enqueue', { hook, payload, ...options })).value,
  })
  if (input.kind === 'trigger') return runTrigger(definition.handler, context, input)
  return definition.handler({ ...context, ...input })
}

function describeThrown(error: unknown): ThrownData {
  const thrown = (typeof error === 'object' && error !== null ? error : {}) as Partial<ThrownData>
  return {
    message: String(thrown.message ?? toText(error)),
    stack: String(thrown.stack ?? ''),
    ...(typeof thrown.code === 'string' ? { code: thrown.code } : {}),
    ...(Array.isArray(thrown.problems) ? { problems: thrown.problems } : {}),
  }
}
