import { execFile } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { promisify } from 'node:util'
import { AtelierError } from '../kernel/errors.ts'
import { emit } from '../kernel/observe.ts'

const run = promisify(execFile)
/** Milliseconds for a shutdown in order before the shutdown at once, and for that. */
const PATIENCE = [10_000, 5_000] as const

/**
 * Ends the PostgreSQL that a killed server left running on the folder. It is told from another program that has got
 * its process number meanwhile: that one would keep PostgreSQL from starting, so its number is taken out of the file
 * of the postmaster. (The file stays: PostgreSQL finds processes of its own by what else is in it.)
 */
export async function endOrphan(folder: string): Promise<void> {
  const file = join(folder, 'postmaster.pid')
  const text = await readFile(file, 'utf8').catch(() => '')
  const [first, ...rest] = text.split('\n')
  const pid = Number(first)
  if (!pid || !isAlive(pid)) return
  if (!(await commandOf(pid)).includes(folder)) {
    // PostgreSQL takes the number of its own parent for one that is over.
    await writeFile(file, [process.pid, ...rest].join('\n'))
    return
  }
  emit('info', { message: `Ending the database that an earlier server left running (process ${pid}) …` })
  for (const [index, signal] of (['SIGINT', 'SIGQUIT'] as const).entries()) {
    kill(pid, signal, folder)
    const until = performance.now() + (PATIENCE[index] as number)
    while (isAlive(pid) && performance.now() < until) await delay(20)
  }
  if (isAlive(pid)) throw stillRuns(pid, folder)
}

function kill(pid: number, signal: NodeJS.Signals, folder: string): void {
  try {
    process.kill(pid, signal)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EPERM') throw stillRuns(pid, folder)
  }
}

function stillRuns(pid: number, folder: string): AtelierError {
  return new AtelierError(
    'SERVER_UNAVAILABLE',
    `A PostgreSQL (process ${pid}) still runs on ${folder} and cannot be ended by this user. End it, then start again.`,
  )
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

/** The command line of a process; empty where the system does not tell. */
async function commandOf(pid: number): Promise<string> {
  const words = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => undefined)
  if (words !== undefined) return words.replaceAll('\0', ' ')
  return run('ps', ['-o', 'command=', '-p', String(pid)]).then(
    ({ stdout }) => stdout,
    () => '',
  )
}
