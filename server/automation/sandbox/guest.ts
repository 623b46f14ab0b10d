import type { FromGuest, ThrownData, ToGuest } from '../protocol.ts'
import { atelierModule, type HookDefinition, type LoadedHook } from './atelier-module.ts'
import { type Calls, makeCalls } from './calls.ts'
import { makeDatabase } from './database.ts'
import { installConsole, type Log, makeLog, toText } from './log.ts'
import { runTrigger } from './run-trigger.ts'

type Invoke = Extract<ToGuest, { type: 'invoke' }>

/** The inner side of the sandbox: what `boot` returns to the outer one. Only text passes between them. */
export function boot(sendText: (text: string) => void): {
  receive(text: string): void
  define(hook: string, factory: HookFactory): void
} {
  removeGlobals()
  const hooks = new Map<string, LoadedHook>()
  const post = (message: FromGuest): void => {
    const text = JSON.stringify(message)
    try {
      sendText(text)
    } catch {
      // An error made outside must not get in: it leads to the outer realm.
      throw new Error('The hook could not send its message.')
    }
  }
  const calls = makeCalls(post)
  const logs: Log[] = []
  installConsole(() => logs.at(-1))
  return {
    define: (hook, factory) => void hooks.set(hook, load(factory)),
    receive: text => {
      const message = JSON.parse(text) as ToGuest
      if (message.type === 'invoke') void invoke(message, hooks.get(message.hook), { calls, post, logs })
      else calls.receive(message)
    },
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

interface Surroundings {
  readonly calls: Calls
  readonly post: (message: FromGuest) => void
  /** Of the hooks that are under way, the innermost one's last. */
  readonly logs: Log[]
}

async function invoke(
  message: Invoke,
  hook: LoadedHook | undefined,
  { calls, post, logs }: Surroundings,
): Promise<void> {
  const { invocation } = message
  const log = makeLog(post, invocation)
  logs.push(log)
  try {
    if (hook?.error) throw hook.error
    if (!hook?.definition) throw new Error(`${message.hook} does not export a hook as its default.`)
    const value = await run(hook.definition, message, calls, log)
    const open = calls.openOf(invocation)
    if (open) throw new Error(`The hook ended while ${open} was still going on: await it.`)
    post({ type: 'done', invocation, value })
  } catch (error) {
    post({ type: 'failed', invocation, error: describeThrown(error) })
  } finally {
    logs.splice(logs.indexOf(log), 1)
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
