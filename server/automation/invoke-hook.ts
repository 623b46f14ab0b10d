import type { HookModel } from '../metadata/org-model.ts'
import type { Session } from '../org/session.ts'
import { dateAt } from '../rules/zoned-time.ts'
import { answerCall } from './answer-call.ts'
import type { CallServices } from './call-services.ts'
import { toErrorData, toHookError } from './hook-errors.ts'
import type { HookProcess } from './hook-process.ts'
import { scriptOf } from './hook-script.ts'
import { rollBackOpen } from './hook-transaction.ts'
import { endUnit, type HookUnit, type Invocation, type OpenTransaction, processEnded } from './hook-unit.ts'
import { limitExceeded } from './limits.ts'
import type { ProcessPool } from './process-pool.ts'
import type { FromGuest, HookInput, InvocationContext, ThrownData, ToGuest } from './protocol.ts'
import { ROWS_PER_MESSAGE } from './protocol.ts'

export interface InvokeServices extends CallServices {
  /** Triggers do not wait for jobs: each have processes of their own. */
  readonly poolOf: (unit: HookUnit) => ProcessPool
}

type Stray = { readonly type: 'stray'; readonly error: ThrownData }

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

function tell(process: HookProcess, message: ToGuest): void {
  process.send(JSON.stringify(message))
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
  const message = JSON.parse(text) as FromGuest | Stray
  if (message.type === 'stray') failAll(unit, message.error)
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
  if (message.type === 'log') {
    const { level, text } = message
    services.log(unit, invocation, { at: new Date(), level, text })
  } else if (message.type === 'call') takeCall(services, unit, invocation, process, message)
  else if (message.type === 'done') void invocation.tail.then(() => finish(invocation, message.value))
  else {
    const error = (): unknown =>
      unit.failure ?? invocation.retryable ?? toHookError(invocation.hook, message.error)
    void invocation.tail.then(() => invocation.fail(error()))
  }
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

function keepPart(unit: HookUnit, part: Extract<FromGuest, { type: 'part' }>): void {
  const rows = unit.parts.get(part.call) ?? []
  unit.parts.set(part.call, rows)
  for (const row of part.rows) rows.push(row)
}

/** One after the other, so that statements of one transaction never interleave. */
function takeCall(
  services: InvokeServices,
  unit: HookUnit,
  invocation: Invocation,
  process: HookProcess,
  message: Extract<FromGuest, { type: 'call' }>,
): void {
  const { call } = message
  invocation.tail = invocation.tail.then(async () => {
    try {
      if (unit.failure) throw unit.failure
      const { value, rows = [] } = await answerCall(services, unit, invocation, message)
      for (let i = 0; i < rows.length; i += ROWS_PER_MESSAGE) {
        tell(process, { type: 'part', call, rows: rows.slice(i, i + ROWS_PER_MESSAGE) })
        await new Promise(resolve => setImmediate(resolve))
      }
      tell(process, { type: 'answer', call, value })
    } catch (error) {
      tell(process, { type: 'refusal', call, error: toErrorData(error, invocation) })
    }
  })
}
