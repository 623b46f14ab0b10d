import { type ChildProcess, spawn } from 'node:child_process'
import type { Socket } from 'node:net'
import type { HookLimit, HookLimits } from './limits.ts'
import type { ClosedMessage, ProcessMessage } from './sandbox/process-main.ts'
import { type SandboxCode, sandboxCode } from './sandbox-code.ts'

/** Why a hook process ended before it was told to. */
export interface ProcessEnd {
  readonly limit: HookLimit | undefined
  readonly value: number | undefined
  /** Last words of the process when no limit ended it. */
  readonly detail: string
}

export interface HookScript {
  readonly name: string
  readonly hash: string
  readonly code: string
}

/**
 * A process of its own for hooks. Worker threads of this process would not do: Node ends the whole process when one
 * huge allocation (`while (true) list.push(1)`) meets a worker's heap limit, and `terminate()` waits for builtins.
 * The hook's thread has a watchdog thread beside it; the operating system takes everything back at the end.
 */
export interface HookProcess {
  /** Makes a fresh sandbox with a budget; `ended` is called once if the process dies before `close`. */
  open(limits: HookLimits, received: (text: string) => void, ended: (end: ProcessEnd) => void): void
  define(script: HookScript): void
  send(text: string): void
  /** Drops the sandbox. Gives the processor time that it took, milliseconds. */
  close(): Promise<number>
  kill(): void
  readonly alive: boolean
  /** False when it has grown so that a new one is better. */
  readonly reusable: boolean
}

const BOOTSTRAP = `process.once('message', m => new Function('require', m)(require))`
/** V8's own limit stands above the watchdog's, which can say what happened. */
const HEAP_HEADROOM = 2
const MAX_DEFINED = 200
/** Megabytes; memory that V8 keeps would count for nobody. */
const MAX_GROWN = 80
const MAX_DETAIL = 2_000

export async function startHookProcess(limits: HookLimits): Promise<HookProcess> {
  const code = await sandboxCode()
  const heap = Math.max(limits.memoryMegabytes * HEAP_HEADROOM, 256)
  const child = spawn(process.execPath, [`--max-old-space-size=${heap}`, '--no-warnings', '-e', BOOTSTRAP], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    serialization: 'advanced',
    env: {},
    cwd: '/',
  })
  return manage(child, code)
}

function manage(child: ChildProcess, code: SandboxCode): HookProcess {
  const defined = new Set<string>()
  let alive = true
  let grown = 0
  let words = ''
  let receive: ((text: string) => void) | undefined
  let end: ((end: ProcessEnd) => void) | undefined
  let closed: ((milliseconds: number) => void) | undefined
  const tell = (message: ProcessMessage | string): void => {
    if (alive && child.connected) child.send(message, () => undefined)
  }
  const finish = (): void => {
    if (!alive) return
    alive = false
    end?.(explain(words))
    closed?.(0)
  }
  child.stderr?.on('data', chunk => {
    words = (words + String(chunk)).slice(-MAX_DETAIL)
  })
  child.on('message', (message: string | ClosedMessage) => {
    if (typeof message === 'string') receive?.(message)
    else {
      grown = message.grown
      closed?.(message.closed)
    }
  })
  child.on('close', finish)
  child.on('error', finish)
  tell(code.outer)
  tell({ guest: code.guest })
  const idle = (yes: boolean): void => letServerEnd(child, yes)
  idle(true)
  return {
    open: ({ memoryMegabytes, cpuMilliseconds }, received, ended) => {
      idle(false)
      receive = received
      end = ended
      tell({ open: { memoryMegabytes, cpuMilliseconds } })
    },
    define: ({ name, hash, code: text }) => {
      tell({ define: { hook: name, hash, code: defined.has(hash) ? undefined : text } })
      defined.add(hash)
    },
    send: text => tell({ text }),
    close: () => {
      receive = undefined
      end = undefined
      return new Promise<number>(resolve => {
        closed = resolve
        if (!alive) resolve(0)
        tell({ close: true })
      }).finally(() => idle(true))
    },
    kill: () => void child.kill('SIGKILL'),
    get alive() {
      return alive
    },
    get reusable() {
      return alive && defined.size < MAX_DEFINED && grown < MAX_GROWN
    },
  }
}

/** An idle hook process does not keep the server's own process alive. */
function letServerEnd(child: ChildProcess, yes: boolean): void {
  for (const handle of [child, child.channel, child.stderr as Socket | null])
    handle?.[yes ? 'unref' : 'ref']()
}

const LIMITS: Readonly<Record<string, HookLimit>> = { memory: 'memoryMegabytes', cpu: 'cpuMilliseconds' }

function explain(words: string): ProcessEnd {
  const said = /@limit (\w+) (\d+)/.exec(words)
  if (said) return { limit: LIMITS[said[1] as string], value: Number(said[2]), detail: '' }
  if (/heap out of memory|invalid (?:size|table|array)/i.test(words)) {
    return { limit: 'memoryMegabytes', value: undefined, detail: '' }
  }
  return { limit: undefined, value: undefined, detail: words.trim() }
}
