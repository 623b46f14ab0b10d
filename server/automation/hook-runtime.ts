import { fullAccess } from '../access/access.ts'
import { AtelierError } from '../kernel/errors.ts'
import { emit } from '../kernel/observe.ts'
import type { HookModel } from '../metadata/org-model.ts'
import type { Session } from '../org/session.ts'
import type { HookPort } from '../records/hooks.ts'
import type { HookData } from './hook-data.ts'
import { type BackgroundRun, endUnit, type Invocation, makeUnit, sessionOf } from './hook-unit.ts'
import { type InvokeServices, invokeHook } from './invoke-hook.ts'
import { BACKGROUND_LIMITS, type HookLimits, TRIGGER_LIMITS } from './limits.ts'
import { measureHook } from './measure-hook.ts'
import { makeProcessPool } from './process-pool.ts'
import type { EnqueueCall, HookInput } from './protocol.ts'
import { makeHookPort } from './trigger-port.ts'

export interface HookRuntimeDependencies {
  readonly data: HookData
  /** Puts a queueable into the queue, inside the session's transaction if it has one. Gives the entry's id. */
  readonly enqueue?: (session: Session, call: EnqueueCall) => Promise<string>
  readonly triggerLimits?: HookLimits
  readonly backgroundLimits?: HookLimits
  /** Processes at most for triggers, and for jobs and queueables. */
  readonly triggerProcesses?: number
  readonly backgroundProcesses?: number
  /** Milliseconds after which an unused hook process is dropped. */
  readonly idleTime?: number
}

export interface HookRuntime {
  /** What the write stages fire triggers through. */
  readonly port: HookPort
  /** Runs a schedulable or queueable to its end. Each save of it is a transaction of its own. */
  run(session: Session, hook: HookModel, input: HookInput, run: BackgroundRun): Promise<unknown>
  /** Hook processes that are alive now. */
  readonly processes: number
  close(): void
}

/** Characters of JSON. */
const MAX_PAYLOAD = 100_000

/** Hooks in processes of their own, reading and writing through `data`. */
export function createHookRuntime(dependencies: HookRuntimeDependencies): HookRuntime {
  const { triggerProcesses = 4, backgroundProcesses = 3, idleTime = 15_000 } = dependencies
  const triggerPool = makeProcessPool({ maxProcesses: triggerProcesses, idleTime })
  const backgroundPool = makeProcessPool({ maxProcesses: backgroundProcesses, idleTime })
  const services: InvokeServices = {
    poolOf: unit => (unit.background ? backgroundPool : triggerPool),
    data: dependencies.data,
    log: (unit, invocation, line) => {
      unit.background?.log(line)
      emit('hookLog', { hook: invocation.hook.name, level: line.level, text: line.text })
    },
    enqueue: (invocation, call) => enqueue(dependencies, invocation, call),
  }
  const backgroundLimits = dependencies.backgroundLimits ?? BACKGROUND_LIMITS
  return {
    port: makeHookPort(services, dependencies.triggerLimits ?? TRIGGER_LIMITS, triggerProcesses),
    run: (session, hook, input, run) => {
      const system: Session = { ...session, access: fullAccess }
      const unit = makeUnit(backgroundLimits, run)
      const stop = new AtelierError('HOOK_FAILED', `Hook ${hook.name} was stopped: its run was given up.`)
      run.signal?.addEventListener('abort', () => endUnit(unit, stop), { once: true })
      return measureHook(hook.name, input.kind, () => invokeHook(services, unit, system, hook, input))
    },
    get processes() {
      return triggerPool.size + backgroundPool.size
    },
    close: () => {
      triggerPool.close()
      backgroundPool.close()
    },
  }
}

async function enqueue(
  { enqueue: put }: HookRuntimeDependencies,
  invocation: Invocation,
  call: EnqueueCall,
): Promise<string> {
  const session = sessionOf(invocation)
  const hook = session.org.model.hooks.get(call.hook.toLowerCase())
  if (hook?.kind !== 'queueable') {
    throw new AtelierError('INVALID_INPUT', `There is no queueable named "${call.hook}".`)
  }
  if (!put) throw new AtelierError('SERVER_UNAVAILABLE', 'There is no queue here.')
  if (JSON.stringify(call.payload ?? null).length > MAX_PAYLOAD) {
    const message = `The payload for ${hook.name} is longer than ${MAX_PAYLOAD.toLocaleString('en-US')} characters: give it ids, and let it read the records.`
    throw new AtelierError('INVALID_INPUT', message)
  }
  return put(session, { ...call, hook: hook.name })
}
