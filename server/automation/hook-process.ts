import { type ChildProcess, spawn } from 'node:child_process'
import type { Socket } from 'node:net'
import { tmpdir } from 'node:os'
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
  /** Resolves when the process has taken it, or is gone. */
  send(text: string): Promise<void>
  /** Drops the sandbox. Gives the processor time that it took, milliseconds. */
  close(): Promise<number>
  kill(): void
  readonly alive: boolean
  /** False when it has grown so that a new one is better. */
  readonly reusable: boolean
}

/** Should a hook find its way out of the sandbox: no files, no programs. The flag lost its prefix with Node 23. */
const LOCKED = [
  process.allowedNodeEnvironmentFlags.has('--permission') ? '--permission' : '--experimental-permission',
  '--allow-worker',
  '--no-warnings',
]
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
  const child = spawn(process.execPath, [`--max-old-space-size=${heap}`, ...LOCKED, '-e', BOOTSTRAP], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    serialization: 'advanced',
    env: {},
    cwd: tmpdir(),
    // Ctrl-C is for the server.
    detached: true,
  })
  return manage(child, code)
}

/** A process with what is known of it. */
interface Managed {
  readonly child: ChildProcess
  readonly defined: Set<string>
  /** To be called for each message that the process has not taken yet. */
  readonly unsent: Set<() => void>
  alive: boolean
  grown: number
  words: string
  received?: ((text: string) => void) | undefined
  ended?: ((end: ProcessEnd) => void) | undefined
  closed?: ((milliseconds: number) => void) | undefined
}

function manage(child: ChildProcess, code: SandboxCode): HookProcess {
  const state: Managed = { child, defined: new Set(), unsent: new Set(), alive: true, grown: 0, words: '' }
  follow(state)
  void tell(state, code.outer)
  void tell(state, { guest: code.guest })
  letServerEnd(child, true)
  return {
    open: ({ memoryMegabytes, cpuMilliseconds }, received, ended) => {
      letServerEnd(child, false)
      state.received = received
      state.ended = ended
      void tell(state, { open: { memoryMegabytes, cpuMilliseconds } })
    },
    define: ({ name, hash, code: text }) => {
      void tell(state, { define: { hook: name, hash, code: state.defined.has(hash) ? undefined : text } })
      state.defined.add(hash)
    },
    send: text => tell(state, { text }),
    close: () => closeSandbox(state),
    kill: () => void child.kill('SIGKILL'),
    get alive() {
      return state.alive
    },
    get reusable() {
      return state.alive && state.defined.size < MAX_DEFINED && state.grown < MAX_GROWN
    },
  }
}

function tell({ child, alive, unsent }: Managed, message: ProcessMessage | string): Promise<void> {
  return new Promise(resolve => {
    if (!alive || !child.connected) return resolve()
    const sent = (): void => {
      unsent.delete(sent)
      resolve()
    }
    unsent.add(sent)
    child.send(message, sent)
  })
}

function follow(state: Managed): void {
  const { child } = state
  const finish = (): void => {
    if (!state.alive) return
    state.alive = false
    for (const sent of state.unsent) sent()
    state.ended?.(explain(state.words))
    state.closed?.(0)
  }
  child.stderr?.on('data', chunk => {
    state.words = (state.words + String(chunk)).slice(-MAX_DETAIL)
  })
  child.on('message', (message: string | ClosedMessage) => {
    if (typeof message === 'string') {
      state.received?.(message)
      return
    }
    state.grown = message.grown
    state.closed?.(message.closed)
  })
  child.on('close', finish)
  child.on('error', finish)
}

async function closeSandbox(state: Managed): Promise<number> {
  state.received = undefined
  state.ended = undefined
  const milliseconds = await new Promise<number>(resolve => {
    state.closed = resolve
    if (!state.alive) resolve(0)
    void tell(state, { close: true })
  })
  letServerEnd(state.child, true)
  return milliseconds
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
