import { AtelierError } from '../kernel/errors.ts'
import { say } from '../kernel/message.ts'
import type { HookModel } from '../metadata/org-model.ts'
import { accessInOrg } from '../org/access-in-org.ts'
import type { Session } from '../org/session.ts'
import type { HookProcess, ProcessEnd } from './hook-process.ts'
import { type HookLimit, type HookLimits, limitExceeded } from './limits.ts'
import type { LogLevel, Table } from './protocol.ts'

/** One line that a hook wrote. */
export interface LogLine {
  readonly at: Date
  readonly level: LogLevel
  readonly text: string
}

/** What belongs to a run of a job or queueable, as opposed to a trigger inside somebody's transaction. */
export interface BackgroundRun {
  readonly log: (line: LogLine) => void
  /** Refuses a commit when another node has taken the run over. Called last in each transaction of the run. */
  readonly fence?: (session: Session) => Promise<void>
  /** Ends the run at once. */
  readonly signal?: AbortSignal
}

/** A transaction, or a savepoint, that waits for the hook to say how it ends. */
export interface OpenTransaction {
  readonly session: Session
  readonly commit: () => void
  readonly rollback: () => void
  /** Settles when it has ended. */
  readonly done: Promise<void>
}

/** One call of a hook, from its start to its answer. */
export interface Invocation {
  readonly id: number
  readonly hook: HookModel
  readonly session: Session
  /** Those that the hook has opened itself, the innermost last. */
  readonly transactions: OpenTransaction[]
  /** Calls are answered one after the other; this is the last one. */
  tail: Promise<unknown>
  /** An error of the database that must reach whoever can repeat the transaction. */
  retryable?: unknown
  readonly finish: (value: unknown) => void
  readonly fail: (error: unknown) => void
}

/**
 * What the hooks of one transaction share: a process (a trigger fired by a hook's own save runs in the same one,
 * while that hook waits) and a budget.
 */
export interface HookUnit {
  readonly limits: HookLimits
  readonly background?: BackgroundRun
  /** So far. Times are those of earlier leases of a process. */
  readonly used: Record<Exclude<HookLimit, 'memoryMegabytes' | 'transactionMilliseconds'>, number>
  readonly invocations: Map<number, Invocation>
  /** Records of a save that arrived before their call. */
  readonly parts: Map<number, Table['rows'][number][]>
  /** Calls that wait for their turn. */
  waiting: number
  /** Characters of log. */
  logged: number
  process?: Promise<HookProcess> | undefined
  timer?: NodeJS.Timeout | undefined
  leased: number
  /** Set when a limit was met: nothing more runs. */
  failure?: AtelierError
}

/** Where the hook reads and saves now: in system mode, or with the rights of the user. */
export function sessionOf({ session, transactions }: Invocation, asUser = false): Session {
  const now = transactions.at(-1)?.session ?? session
  return asUser ? { ...now, access: accessInOrg(now.org, now.principal) } : now
}

const STATE_KEY = 'hooks'

export function makeUnit(limits: HookLimits, background?: BackgroundRun): HookUnit {
  return {
    limits,
    ...(background ? { background } : {}),
    used: { cpuMilliseconds: 0, wallMilliseconds: 0, statements: 0, rowsRead: 0, rowsWritten: 0 },
    invocations: new Map(),
    parts: new Map(),
    waiting: 0,
    logged: 0,
    leased: 0,
  }
}

/** The unit of the session's transaction; made when its first hook fires. */
export function unitOf(session: Session, limits: HookLimits): HookUnit {
  const state = session.transaction?.hookState
  const known = state?.get(STATE_KEY) as HookUnit | undefined
  if (known) return known
  const unit = makeUnit(limits)
  state?.set(STATE_KEY, unit)
  return unit
}

/** Triggers fired inside this transaction belong to the unit. */
export function joinUnit(session: Session, unit: HookUnit): void {
  session.transaction?.hookState.set(STATE_KEY, unit)
}

/** Counts against the budget. Throws LIMIT_EXCEEDED, after which the whole unit is over. */
export function spend(
  unit: HookUnit,
  hook: string,
  limit: 'statements' | 'rowsRead' | 'rowsWritten',
  amount: number,
): void {
  unit.used[limit] += amount
  if (unit.used[limit] > unit.limits[limit]) {
    throw endUnit(unit, limitExceeded(hook, unit.limits, limit, unit.used[limit]))
  }
}

interface Usage {
  readonly used: number
  readonly limit: number
}

/** What a hook is told about its budget: `Limits` of the hooks' API. */
export function usageOf(unit: HookUnit): Readonly<Record<string, Usage>> {
  const { used, limits } = unit
  const counted = (['statements', 'rowsRead', 'rowsWritten'] as const).map(
    name => [name, { used: used[name], limit: limits[name] }] as const,
  )
  const milliseconds = Math.round(used.wallMilliseconds + performance.now() - unit.leased)
  return {
    ...Object.fromEntries(counted),
    milliseconds: { used: milliseconds, limit: limits.wallMilliseconds },
  }
}

/** Ends the process: a hook cannot catch its way past a limit. */
export function endUnit(unit: HookUnit, error: AtelierError): AtelierError {
  unit.failure ??= error
  void unit.process?.then(process => process.kill())
  return unit.failure
}

/** The process died: every hook of the unit ends, each after what it had begun in the database has settled. */
export function processEnded(unit: HookUnit, end: ProcessEnd): void {
  const innermost = [...unit.invocations.values()].at(-1)
  const name = innermost?.hook.name ?? ''
  unit.failure ??= end.limit
    ? limitExceeded(name, unit.limits, end.limit, end.value)
    : new AtelierError(
        'HOOK_FAILED',
        say('The process of hook {hook} ended unexpectedly. {detail}', { hook: name, detail: end.detail }),
      )
  for (const invocation of unit.invocations.values()) {
    void invocation.tail.then(() => invocation.fail(unit.failure))
  }
}
