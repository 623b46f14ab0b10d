import { type ChildProcess, spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { AtelierError } from '../kernel/errors.ts'
import { emit } from '../kernel/observe.ts'
import type { Launcher } from './embedded-user.ts'

/** Milliseconds before a database that ended is started again: at once, then later and later while it does not stay. */
const RESTARTS = { first: 0, step: 250, most: 10_000, stays: 1_000 } as const

/** Milliseconds for a shutdown in order. */
const SHUTDOWN = 3_000

/** In a group of its own: Ctrl-C is for the server, which then ends its database in order. */
export function startProgram({ prefix, uid, gid }: Launcher, command: readonly string[]): ChildProcess {
  const [program, ...args] = [...prefix, ...command] as [string, ...string[]]
  return spawn(program, args, {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' },
    cwd: '/',
    detached: true,
    ...(uid === undefined ? {} : { uid, gid }),
  })
}

/** The last words of a program. */
export function collectOutput(child: ChildProcess): () => string {
  let text = ''
  const keep = (chunk: Buffer): void => {
    text = (text + chunk.toString()).slice(-4000)
  }
  child.stdout?.on('data', keep)
  child.stderr?.on('data', keep)
  return () => text.trim()
}

/** Starts the postmaster, and starts it again whenever it ends by itself. Gives what stops it. */
export async function runPostmaster(start: () => ChildProcess, folder: string): Promise<() => Promise<void>> {
  let child = start()
  await waitUntilReady(child, folder)
  const stopping = new AbortController()
  const keepRunning = async (): Promise<void> => {
    for (let wait = RESTARTS.first as number; ; ) {
      const began = performance.now()
      const how = await endOf(child)
      if (stopping.signal.aborted) return
      emit('warning', { message: `The embedded database ended (${how}) and is started again.` })
      if (performance.now() - began > RESTARTS.stays) wait = RESTARTS.first
      await delay(wait, undefined, { signal: stopping.signal }).catch(() => undefined)
      if (stopping.signal.aborted) return
      wait = Math.min(wait * 2 || RESTARTS.step, RESTARTS.most)
      child = start()
    }
  }
  const running = keepRunning()
  return async () => {
    stopping.abort()
    // Fast: transactions under way are rolled back. At once: it is then put in order at the next start.
    child.kill('SIGINT')
    const quit = setTimeout(() => child.kill('SIGQUIT'), SHUTDOWN)
    await running
    clearTimeout(quit)
  }
}

/** How a postmaster ended, with the reason that it gave. Its processes hold the streams open until all are gone. */
function endOf(child: ChildProcess): Promise<string> {
  const output = collectOutput(child)
  return new Promise(resolve => {
    child.once('close', (code, signal) => {
      const reason = output()
        .match(/(?:FATAL|PANIC): .*/g)
        ?.at(-1)
      resolve([code ?? signal, reason].filter(word => word !== undefined).join(', '))
    })
  })
}

async function waitUntilReady(child: ChildProcess, folder: string): Promise<void> {
  const output = collectOutput(child)
  const file = join(folder, 'postmaster.pid')
  for (let attempt = 0; attempt < 3000; attempt++) {
    if (child.exitCode !== null || child.signalCode !== null) {
      throw new AtelierError('SERVER_UNAVAILABLE', `The embedded database did not start: ${output()}`)
    }
    const lines = (await readFile(file, 'utf8').catch(() => '')).split('\n')
    // A killed one may have left its file.
    if (Number(lines[0]) === child.pid && lines[7]?.trim() === 'ready') return
    await delay(10)
  }
  child.kill('SIGQUIT')
  throw new AtelierError('SERVER_UNAVAILABLE', `The embedded database was not ready after 30 s: ${output()}`)
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}
