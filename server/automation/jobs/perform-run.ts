import { AtelierError } from '../../kernel/errors.ts'
import { emit } from '../../kernel/observe.ts'
import type { HookModel } from '../../metadata/org-model.ts'
import type { Org, Session } from '../../org/session.ts'
import { isPassing } from '../hook-errors.ts'
import type { HookRuntime } from '../hook-runtime.ts'
import type { LogLine } from '../hook-unit.ts'
import { patiently } from '../patiently.ts'
import type { HookInput } from '../protocol.ts'
import { type ClaimedRun, finishRun, holdRun, MAX_ATTEMPTS, postponeRun, renewLease } from './job-runs.ts'

export interface RunOptions {
  readonly runtime: HookRuntime
  /** Milliseconds. */
  readonly lease: number
  /** Told about each line while the run goes on. */
  readonly onLine?: ((line: LogLine) => void) | undefined
  /** True: what fails because of locks, or of a database that is away, is begun again a little later. */
  readonly again?: boolean
  /** Aborted when this node stops. */
  readonly stop?: AbortSignal
}

export interface RunResult {
  readonly id: string
  readonly state: 'done' | 'failed'
  readonly error: string | null
  readonly value: unknown
  readonly milliseconds: number
}

/** Milliseconds before a run is begun again. */
const PAUSE = 20_000
/** Characters of log that are kept with a run. */
const MAX_LOG = 1_000_000

/**
 * Runs the hook of a claimed run to its end, keeps the lease alive meanwhile, and stores log and outcome. Whatever
 * the hook saves is committed only while the run belongs to this node.
 */
export async function performRun(
  session: Session,
  hook: HookModel,
  run: ClaimedRun,
  input: HookInput,
  options: RunOptions,
): Promise<RunResult> {
  const began = performance.now()
  const { org } = session
  const log = makeLog(options.onLine)
  const lost = new AbortController()
  const renewing = keepLease(org, run, options.lease, () => lost.abort())
  options.stop?.addEventListener('abort', () => lost.abort())
  const background = { log: log.add, fence: (inner: Session) => fence(inner, run), signal: lost.signal }
  const outcome = await options.runtime.run(session, hook, input, background).then(
    value => ({ state: 'done' as const, error: null, value, passes: false }),
    (error: unknown) => {
      const passes = isPassing(error)
      return { state: 'failed' as const, error: describe(error), value: null, passes }
    },
  )
  const { passes, ...end } = outcome
  const again = passes && options.again === true && run.attempt < MAX_ATTEMPTS
  const note = { state: end.state, error: end.error, log: log.text() }
  if (!lost.signal.aborted)
    await patiently(() => (again ? postponeRun(org, run, note, PAUSE) : finishRun(org, run, note)))
  clearInterval(renewing)
  emit('job', { job: run.job, slot: run.slot, outcome: end.error ?? end.state })
  return { id: run.id, ...end, milliseconds: performance.now() - began }
}

async function fence({ transaction }: Session, run: ClaimedRun): Promise<void> {
  if (transaction && (await holdRun(transaction.connection, run))) return
  throw new AtelierError('HOOK_FAILED', 'Another server has taken this run over: nothing more is saved here.')
}

function keepLease(org: Org, run: ClaimedRun, lease: number, lose: () => void): NodeJS.Timeout {
  const renew = (): void => {
    // Without the database nothing can be saved either; the fence decides then.
    renewLease(org, run, lease).then(
      ours => ours || lose(),
      () => undefined,
    )
  }
  return setInterval(renew, lease / 3)
}

function makeLog(onLine: RunOptions['onLine']): { add(line: LogLine): void; text(): string } {
  const lines: string[] = []
  let size = 0
  return {
    add: line => {
      onLine?.(line)
      if (size > MAX_LOG) return
      const text = `${line.at.toISOString()} ${line.level.toUpperCase()} ${line.text}`
      size += text.length
      lines.push(size > MAX_LOG ? '… (more was not kept)' : text)
    },
    text: () => lines.join('\n'),
  }
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
