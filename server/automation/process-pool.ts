import { type HookProcess, startHookProcess } from './hook-process.ts'
import { BACKGROUND_LIMITS } from './limits.ts'

/** Hook processes: started when needed, used by one transaction at a time, dropped when idle. */
export interface ProcessPool {
  /** Waits for a free one when all are in use. */
  acquire(): Promise<HookProcess>
  release(process: HookProcess): void
  /** Processes that are alive. */
  readonly size: number
  close(): void
}

export interface PoolOptions {
  readonly maxProcesses: number
  /** Milliseconds. */
  readonly idleTime: number
}

export function makeProcessPool({ maxProcesses, idleTime }: PoolOptions): ProcessPool {
  const idle: { process: HookProcess; timer: NodeJS.Timeout }[] = []
  const waiting: (() => void)[] = []
  let lent = 0
  let closed = false

  const take = async (): Promise<HookProcess> => {
    while (idle.length) {
      const { process, timer } = idle.pop() as (typeof idle)[number]
      clearTimeout(timer)
      if (process.alive) return process
    }
    return startHookProcess(BACKGROUND_LIMITS)
  }
  const keep = (process: HookProcess): void => {
    const timer = setTimeout(() => {
      const index = idle.findIndex(entry => entry.process === process)
      if (index >= 0) idle.splice(index, 1)
      process.kill()
    }, idleTime)
    timer.unref()
    idle.push({ process, timer })
  }
  return {
    acquire: async () => {
      if (lent >= maxProcesses) await new Promise<void>(resolve => waiting.push(resolve))
      else lent++
      try {
        return await take()
      } catch (error) {
        passOn()
        throw error
      }
    },
    release: process => {
      if (process.reusable && !closed) keep(process)
      else process.kill()
      passOn()
    },
    get size() {
      return lent + idle.length
    },
    close: () => {
      closed = true
      for (const { process, timer } of idle.splice(0)) {
        clearTimeout(timer)
        process.kill()
      }
    },
  }

  /** The place goes to the next who waits, or is free again. */
  function passOn(): void {
    const next = waiting.shift()
    if (next) next()
    else lent--
  }
}
