import { type HookProcess, startHookProcess } from './hook-process.ts'
import { BACKGROUND_LIMITS } from './limits.ts'

/** Hook processes: started when needed, used by one transaction at a time, dropped when idle. */
export interface ProcessPool {
  /** Waits for a free one when all are in use. */
  acquire(): Promise<HookProcess>
  release(process: HookProcess): void
  /** Processes that are alive. */
  readonly size: number
  /** Ends all processes, those in use as well. */
  close(): void
}

export interface PoolOptions {
  readonly maxProcesses: number
  /** Milliseconds. */
  readonly idleTime: number
}

interface Pool extends PoolOptions {
  readonly idle: { readonly process: HookProcess; readonly timer: NodeJS.Timeout }[]
  readonly waiting: (() => void)[]
  readonly inUse: Set<HookProcess>
  /** Places that are taken, those of processes that are being started included. */
  lent: number
  closed: boolean
}

export function makeProcessPool(options: PoolOptions): ProcessPool {
  const pool: Pool = { ...options, idle: [], waiting: [], inUse: new Set(), lent: 0, closed: false }
  return {
    acquire: () => acquire(pool),
    release: process => {
      pool.inUse.delete(process)
      if (process.reusable && !pool.closed) keep(pool, process)
      else process.kill()
      passOn(pool)
    },
    get size() {
      return pool.lent + pool.idle.length
    },
    close: () => {
      pool.closed = true
      for (const process of pool.inUse) process.kill()
      for (const { process, timer } of pool.idle.splice(0)) {
        clearTimeout(timer)
        process.kill()
      }
    },
  }
}

async function acquire(pool: Pool): Promise<HookProcess> {
  if (pool.lent >= pool.maxProcesses) await new Promise<void>(resolve => pool.waiting.push(resolve))
  else pool.lent++
  try {
    const process = takeIdle(pool) ?? (await startHookProcess(BACKGROUND_LIMITS))
    pool.inUse.add(process)
    return process
  } catch (error) {
    passOn(pool)
    throw error
  }
}

function takeIdle({ idle }: Pool): HookProcess | undefined {
  for (let entry = idle.pop(); entry; entry = idle.pop()) {
    clearTimeout(entry.timer)
    if (entry.process.alive) return entry.process
  }
  return undefined
}

function keep({ idle, idleTime }: Pool, process: HookProcess): void {
  const timer = setTimeout(() => {
    idle.splice(
      idle.findIndex(entry => entry.process === process),
      1,
    )
    process.kill()
  }, idleTime)
  timer.unref()
  idle.push({ process, timer })
}

/** The place goes to the next who waits, or is free again. */
function passOn(pool: Pool): void {
  const next = pool.waiting.shift()
  if (next) next()
  else pool.lent--
}
