import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import { setTimeout as delay } from 'node:timers/promises'
import { type Job, scheduleJob } from 'node-schedule'
import { AtelierError } from '../kernel/errors.ts'
import { emit, observe } from '../kernel/observe.ts'
import { suggest } from '../metadata/nearest-word.ts'
import type { HookModel, JobModel } from '../metadata/org-model.ts'
import type { Org, Session } from '../org/session.ts'
import type { HookRuntime } from './hook-runtime.ts'
import type { LogLine } from './hook-unit.ts'
import {
  type ClaimedRun,
  claimDue,
  failAbandoned,
  finishRun,
  giveBack,
  listRuns,
  planSlots,
  type RunRow,
  readClock,
  startManualRun,
} from './jobs/job-runs.ts'
import { nextSlot } from './jobs/next-slot.ts'
import { performRun, type RunResult } from './jobs/perform-run.ts'
import type { HookInput } from './protocol.ts'

export interface JobDependencies {
  readonly runtime: HookRuntime
  /** The orgs that this node serves. */
  readonly orgs: () => Iterable<Org>
  /** In whose name jobs run. */
  readonly sessionOf: (org: Org) => Promise<Session>
  /** Milliseconds after which other nodes may take a run over that this one does not renew. */
  readonly lease?: number
  /** Name of this node in the table of runs. */
  readonly node?: string
}

export interface JobListing extends JobModel {
  readonly timeZone: string
  /** ISO, UTC; null when the job is not active. */
  readonly next: string | null
  /** Newest first. */
  readonly runs: readonly RunRow[]
}

export interface RunHookOptions {
  readonly payload?: unknown
  /** Told about each line while the hook runs. */
  readonly onLine?: (line: LogLine) => void
}

export interface JobScheduler {
  /** Plans the slots of all jobs, runs what was missed, and goes on until `stop`. */
  start(): Promise<void>
  /** Looks for slots that have come, now. Resolves when they are claimed, with the runs' ends. */
  tick(): Promise<readonly Promise<RunResult>[]>
  listJobs(org: Org): Promise<readonly JobListing[]>
  /** Runs a schedulable or queueable now. Throws INVALID_INPUT when there is none of the name. */
  runHook(session: Session, name: string, options?: RunHookOptions): Promise<RunResult>
  /** Runs that are under way go to another node. */
  stop(): Promise<void>
}

const LEASE = 30_000
const RUNS_LISTED = 10
/** Milliseconds that runs have to end when the node stops. */
const GRACE = 500

interface Scheduler extends JobDependencies {
  readonly lease: number
  readonly node: string
  readonly stopping: AbortController
  readonly running: Map<Promise<RunResult>, { readonly org: Org; readonly run: ClaimedRun }>
  /** Milliseconds from the last look to the next slot. */
  wait?: number | undefined
  timer?: Job | null
  watch?: NodeJS.Timeout
  unobserve?: () => void
}

export function createJobScheduler(dependencies: JobDependencies): JobScheduler {
  const scheduler: Scheduler = {
    lease: LEASE,
    node: `${hostname()} ${process.pid} ${randomUUID().slice(0, 8)}`,
    ...dependencies,
    stopping: new AbortController(),
    running: new Map(),
  }
  return {
    tick: () => tick(scheduler),
    start: async () => {
      await tick(scheduler)
      waitForNext(scheduler)
      // Also for leases that run out, and for clocks that are set.
      scheduler.watch = setInterval(() => wake(scheduler), scheduler.lease / 2)
      scheduler.watch.unref()
      scheduler.unobserve = observe('model', () => wake(scheduler))
    },
    listJobs,
    runHook: (session, name, options) => runByHand(session, name, { ...scheduler, ...options }),
    stop: () => stop(scheduler),
  }
}

async function tick(scheduler: Scheduler): Promise<readonly Promise<RunResult>[]> {
  const begun: Promise<RunResult>[] = []
  let earliest: number | undefined
  for (const org of scheduler.orgs()) {
    await planSlots(org, nextSlots(org, await readClock(org)))
    const claimed = await claimDue(org, scheduler.node, scheduler.lease)
    for (const run of claimed) begun.push(begin(scheduler, org, run))
    const now = await readClock(org)
    const slots = nextSlots(org, now)
    if (claimed.length) await planSlots(org, slots)
    await failAbandoned(org)
    const waits = slots.map(({ slot }) => slot.getTime() - now.getTime())
    earliest = Math.min(earliest ?? Number.POSITIVE_INFINITY, ...waits)
  }
  scheduler.wait = earliest
  return begun
}

function begin(scheduler: Scheduler, org: Org, run: ClaimedRun): Promise<RunResult> {
  const { runtime, lease, stopping, running, sessionOf } = scheduler
  const work = async (): Promise<RunResult> => {
    const job = org.model.jobs.get(run.job.toLowerCase())
    if (!job) throw new AtelierError('INVALID_INPUT', `There is no job "${run.job}" any more.`)
    const hook = findHook(org, job.hook)
    const input: HookInput = { kind: 'schedulable', slot: run.slot, payload: null }
    return performRun(await sessionOf(org), hook, run, input, {
      runtime,
      lease,
      again: true,
      stop: stopping.signal,
    })
  }
  const end = work().catch(error => refuse(org, run, error))
  running.set(end, { org, run })
  const forget = (): void => void running.delete(end)
  end.then(forget, forget)
  return end
}

/** A run that could not even begin: its hook is gone, for one. */
async function refuse(org: Org, run: ClaimedRun, thrown: unknown): Promise<RunResult> {
  const error = thrown instanceof Error ? thrown.message : String(thrown)
  await finishRun(org, run, { state: 'failed', log: '', error })
  emit('job', { job: run.job, slot: run.slot, outcome: error })
  return { id: run.id, state: 'failed', error, value: null, milliseconds: 0 }
}

function wake(scheduler: Scheduler): void {
  tick(scheduler)
    .catch((error: unknown) => {
      emit('warning', { message: 'Jobs could not be looked after.', error })
    })
    .finally(() => waitForNext(scheduler))
}

/** node-schedule wakes this node at the earliest slot of all orgs; who runs it, the database decides. */
function waitForNext(scheduler: Scheduler): void {
  scheduler.timer?.cancel()
  const { wait, stopping } = scheduler
  if (stopping.signal.aborted || wait === undefined || !Number.isFinite(wait)) return
  // It takes no time that is past, not even by the millisecond that this took.
  scheduler.timer = scheduleJob(new Date(Date.now() + Math.max(wait, 20)), () => wake(scheduler))
}

async function stop({ stopping, timer, watch, unobserve, running }: Scheduler): Promise<void> {
  stopping.abort()
  timer?.cancel()
  clearInterval(watch)
  unobserve?.()
  await Promise.all([...running.values()].map(({ org, run }) => giveBack(org, run)))
  // A statement may take its time: the database ends it when it is closed.
  await Promise.race([Promise.allSettled(running.keys()), delay(GRACE)])
}

function activeJobs(org: Org): readonly JobModel[] {
  return [...org.model.jobs.values()].filter(job => job.active)
}

function nextSlots(org: Org, now: Date): { job: string; hook: string; slot: Date }[] {
  return activeJobs(org).flatMap(({ name, hook, cron, timeZone }) => {
    const slot = nextSlot(cron, timeZone ?? org.timeZone, now)
    return slot ? [{ job: name, hook, slot }] : []
  })
}

async function listJobs(org: Org): Promise<readonly JobListing[]> {
  const [runs, now] = await Promise.all([listRuns(org, RUNS_LISTED), readClock(org)])
  return [...org.model.jobs.values()].map(job => {
    const timeZone = job.timeZone ?? org.timeZone
    const next = job.active ? nextSlot(job.cron, timeZone, now) : undefined
    const own = runs.filter(run => run.job === job.name || run.job === job.hook)
    return { ...job, timeZone, next: next?.toISOString() ?? null, runs: own }
  })
}

async function runByHand(
  session: Session,
  name: string,
  options: RunHookOptions & Pick<Scheduler, 'runtime' | 'lease' | 'node'>,
): Promise<RunResult> {
  const { org, principal } = session
  const hook = findHook(org, name)
  const { payload = null, runtime, lease, node, onLine } = options
  const run = await startManualRun(org, hook.name, principal.username, node, lease)
  const input: HookInput =
    hook.kind === 'queueable'
      ? { kind: 'queueable', payload, attempt: 1 }
      : { kind: 'schedulable', slot: run.slot, payload }
  return performRun(session, hook, run, input, { runtime, lease, onLine })
}

function findHook(org: Org, name: string): HookModel {
  const hook = org.model.hooks.get(name.toLowerCase())
  if (hook && hook.kind !== 'trigger') return hook
  const names = [...org.model.hooks.values()].filter(one => one.kind !== 'trigger').map(one => one.name)
  const what = hook
    ? `${hook.name} is a trigger: it runs when records are saved.`
    : `There is no hook "${name}".`
  const message = `${what} Hooks that can be run: ${names.join(', ') || 'none'}.`
  const hint = suggest(name, names)
  throw new AtelierError('INVALID_INPUT', message, [
    { code: 'INVALID_INPUT', message, ...(hint && { hint }) },
  ])
}
