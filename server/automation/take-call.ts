import { answerCall } from './answer-call.ts'
import type { CallServices } from './call-services.ts'
import { toErrorData } from './hook-errors.ts'
import type { HookProcess } from './hook-process.ts'
import { endUnit, type HookUnit, type Invocation } from './hook-unit.ts'
import { limitExceeded } from './limits.ts'
import { encodeRows, type FromGuest, type Table, type ToGuest } from './protocol.ts'

type Call = Extract<FromGuest, { type: 'call' }>
type Part = Extract<FromGuest, { type: 'part' }>

export function tell(process: HookProcess, message: ToGuest): void {
  void process.send(JSON.stringify(message))
}

/** Keeps records that come ahead of their call, as long as they are no more than the hook may save. */
export function keepPart(unit: HookUnit, { call, rows: more }: Part): void {
  const rows = unit.parts.get(call) ?? []
  unit.parts.set(call, rows)
  for (const row of more) rows.push(row)
  const written = unit.used.rowsWritten + rows.length
  if (written <= unit.limits.rowsWritten) return
  const hook = [...unit.invocations.values()].at(-1)?.hook.name ?? ''
  endUnit(unit, limitExceeded(hook, unit.limits, 'rowsWritten', written))
}

/** Answers a call after those before it, so that statements of one transaction never interleave. */
export function takeCall(
  services: CallServices,
  unit: HookUnit,
  invocation: Invocation,
  process: HookProcess,
  message: Call,
): void {
  const { call } = message
  // Calls that nobody awaits must not pile up here: what waits is more than the hook may call at all.
  if (++unit.waiting > unit.limits.statements) {
    const called = unit.used.statements + unit.waiting
    endUnit(unit, limitExceeded(invocation.hook.name, unit.limits, 'statements', called))
    return
  }
  const sendRows = async (rows: Table['rows']): Promise<void> => {
    for (const text of encodeRows(call, rows)) await process.send(text)
  }
  invocation.tail = invocation.tail.then(async () => {
    unit.waiting--
    try {
      if (unit.failure) throw unit.failure
      const value = await answerCall({ services, unit, invocation, sendRows }, message)
      tell(process, { type: 'answer', call, value })
    } catch (error) {
      tell(process, { type: 'refusal', call, error: toErrorData(error, invocation) })
    }
  })
}
