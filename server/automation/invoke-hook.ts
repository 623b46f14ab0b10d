import type { HookModel } from '../metadata/org-model.ts'
import type { Session } from '../org/session.ts'
import { dateAt } from '../rules/zoned-time.ts'
import type { CallServices } from './call-services.ts'
import { toHookError } from './hook-errors.ts'
import type { HookProcess } from './hook-process.ts'
import { scriptOf } from './hook-script.ts'
import { rollBackOpen } from './hook-transaction.ts'
import { endUnit, type HookUnit, type Invocation, type OpenTransaction, processEnded } from './hook-unit.ts'
import { limitExceeded } from './limits.ts'
import type { ProcessPool } from './process-pool.ts'
import {
  type FromGuest,
  type HookInput,
  type InvocationContext,
  MAX_LOG,
  type ThrownData,
} from './protocol.ts'
import { readMessage } from './read-message.ts'
import { keepPart, takeCall, tell } from './take-call.ts'

export interface InvokeServices extends CallServices {
  /** Triggers do not wait for jobs: each have processes of their own. */
  readonly poolOf: (unit: HookUnit) => ProcessPool
}

/** Said of a message that no sandbox sends by itself. */
const MISUNDERSTOOD =
  'The hook has changed what JavaScript itself is made of, and can no longer be understood.'

let lastInvocation = 0

/**
 * Runs a hook in the unit's process and gives what it answered. Throws HOOK_FAILED for what the hook threw,
 * LIMIT_EXCEEDED, or the database error that its transaction should be repeated for.
 */
export async function invokeHook(
  services: InvokeServices,
  unit: HookUnit,
  session: Session,
  hook: HookModel,
  input: HookInput,
): Promise<unknown> {
  if (unit.failure) throw unit.failure
  const process = await enter(services, unit, hook)
  const id = ++lastInvocation
  try {
    return await new Promise((finish, fail) => {
      const transactions: OpenTransaction[] = []
      const tail = Promise.resolve()
      const invocation: Invocation = { id, hook, session, transactions, tail, finish, fail }
      unit.invocations.set(id, invocation)
      if (!process.alive) return fail(unit.failure ?? new Error('The hook process is gone.'))
      process.define(scriptOf(hook))
      const context = describeSurroundings(session)
      tell(process, { type: 'invoke', invocation: id, hook: hook.name, context, input })
    })
  } finally {
    const ended = unit.invocations.get(id)
    if (ended) await rollBackOpen(ended).catch(() => undefined)
    unit.invocations.delete(id)
    await leave(services, unit)
  }
}

async function enter(services: InvokeServices, unit: HookUnit, hook: HookModel): Promise<HookProcess> {
  unit.process ??= services
    .poolOf(unit)
    .acquire()
    .then(process => lease(services, unit, hook, process))
  try {
    return await unit.process
  } catch (error) {
    unit.process = undefined
    throw error
  }
}

function lease(services: InvokeServices, unit: HookUnit, hook: HookModel, process: HookProcess): HookProcess {
  const { limits, used } = unit
  const received = (text: string): void => receive(services, unit, process, text)
  const budget = { ...limits, cpuMilliseconds: Math.max(limits.cpuMilliseconds - used.cpuMilliseconds, 1) }
  process.open(budget, received, end => processEnded(unit, end))
  unit.leased = performance.now()
  const expire = (): void => {
    endUnit(unit, limitExceeded(hook.name, limits, 'wallMilliseconds', limits.wallMilliseconds))
  }
  unit.timer = setTimeout(expire, Math.max(limits.wallMilliseconds - used.wallMilliseconds, 1))
  return process
}

/** The process goes back when no hook of the unit is under way. */
async function leave(services: InvokeServices, unit: HookUnit): Promise<void> {
  if (unit.invocations.size || !unit.process) return
  const lent = unit.process
  unit.process = undefined
  clearTimeout(unit.timer)
  unit.used.wallMilliseconds += performance.now() - unit.leased
  const process = await lent
  // Nobody waits for this.
  void process.close().then(milliseconds => {
    unit.used.cpuMilliseconds += milliseconds
    services.poolOf(unit).release(process)
  })
}

function describeSurroundings({ org, principal, transaction }: Session): InvocationContext {
  const now = transaction?.now ?? new Date()
  const { userId, username, profile } = principal
  return {
    now: now.toISOString(),
    today: dateAt(now.getTime(), org.timeZone),
    user: { id: userId, username, profile },
  }
}

function receive(services: InvokeServices, unit: HookUnit, process: HookProcess, text: string): void {
  // What was on its way when the unit ended.
  if (unit.failure) return
  const message = readMessage(text)
  if (!message) failAll(unit, { message: MISUNDERSTOOD, stack: '' })
  else if (message.type === 'stray') failAll(unit, message.error)
  else if (message.type === 'part') keepPart(unit, message)
  else {
    const invocation = unit.invocations.get(message.invocation)
    if (invocation) follow(services, unit, invocation, process, message)
  }
}

function follow(
  services: InvokeServices,
  unit: HookUnit,
  invocation: Invocation,
  process: HookProcess,
  message: Exclude<FromGuest, { type: 'part' }>,
): void {
  if (message.type === 'log') takeLine(services, unit, invocation, message)
  else if (message.type === 'call') takeCall(services, unit, invocation, process, message)
  else if (message.type === 'done') void invocation.tail.then(() => finish(invocation, message.value))
  else {
    const error = (): unknown =>
      unit.failure ?? invocation.retryable ?? toHookError(invocation.hook, message.error)
    void invocation.tail.then(() => invocation.fail(error()))
  }
}

/** The sandbox itself stops at the same length; here nobody can change that. */
function takeLine(
  services: InvokeServices,
  unit: HookUnit,
  invocation: Invocation,
  { level, text }: Extract<FromGuest, { type: 'log' }>,
): void {
  if (unit.logged > MAX_LOG) return
  unit.logged += text.length
  services.log(unit, invocation, { at: new Date(), level, text })
}

function finish(invocation: Invocation, value: unknown): void {
  const message = 'The hook ended inside db.transaction: await it.'
  if (invocation.transactions.length === 0) invocation.finish(value)
  else invocation.fail(toHookError(invocation.hook, { message, stack: '' }))
}

function failAll(unit: HookUnit, thrown: ThrownData): void {
  const hook = [...unit.invocations.values()].at(-1)?.hook
  if (hook) endUnit(unit, toHookError(hook, thrown))
}
