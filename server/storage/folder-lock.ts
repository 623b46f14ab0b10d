import { execFile } from 'node:child_process'
import { constants, copyFile, link, mkdir, readFile, rename, rm, unlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { AtelierError } from '../kernel/errors.ts'

const run = promisify(execFile)
const ATTEMPTS = 5

interface Holder {
  readonly pid: number
  /** When the process began, in the words of its system: a later process may get the same number. */
  readonly began: string
  /** What it does with the folder, for the message to others. */
  readonly purpose: string
}

/**
 * Takes a data folder for this process alone, for as long as it lives; what a killed process left is taken over.
 * Throws SERVER_UNAVAILABLE with who holds it.
 */
export async function lockFolder(dataDir: string, purpose: string): Promise<() => Promise<void>> {
  const file = join(dataDir, 'atelier.lock')
  const own = `${file}.${process.pid}`
  const holder: Holder = { pid: process.pid, began: await beginOf(process.pid), purpose }
  const text = JSON.stringify(holder)
  try {
    await mkdir(dataDir, { recursive: true, mode: 0o700 })
    await writeFile(own, text, { mode: 0o600 })
  } catch (error) {
    throw notWritable(dataDir, error as NodeJS.ErrnoException)
  }
  try {
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      if (await linkNew(own, file)) return () => release(file, text)
      await removeStale(file, dataDir)
    }
  } finally {
    await rm(own, { force: true })
  }
  throw new AtelierError('SERVER_UNAVAILABLE', `Other programs take the data folder ${dataDir}. Try again.`)
}

/** A link comes into being whole, or not at all when there is one already. Some file systems have none: a copy then. */
async function linkNew(from: string, to: string): Promise<boolean> {
  const isThere = (error: NodeJS.ErrnoException): boolean => {
    if (error.code === 'EEXIST') return false
    throw error
  }
  const copy = (error: NodeJS.ErrnoException): Promise<boolean> | boolean =>
    error.code === 'EEXIST' ? false : copyFile(from, to, constants.COPYFILE_EXCL).then(() => true, isThere)
  return link(from, to).then(() => true, copy)
}

async function removeStale(file: string, dataDir: string): Promise<void> {
  const text = await readFile(file, 'utf8').catch(() => undefined)
  if (text === undefined) return
  const holder = parse(text)
  if (holder && (await isRunning(holder))) throw inUse(dataDir, holder)
  // Whoever renames the file first may remove it; a new holder's file that was caught by mistake goes back.
  const aside = `${file}.stale.${process.pid}`
  await rename(file, aside).catch(() => undefined)
  const caught = await readFile(aside, 'utf8').catch(() => undefined)
  if (caught !== undefined && caught !== text) await linkNew(aside, file)
  await rm(aside, { force: true })
}

function parse(text: string): Holder | undefined {
  try {
    return JSON.parse(text) as Holder
  } catch {
    return undefined
  }
}

async function isRunning({ pid, began }: Holder): Promise<boolean> {
  try {
    process.kill(pid, 0)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false
  }
  const actual = await beginOf(pid)
  return actual === '' || began === '' || actual === began
}

/** Empty where the system does not tell. */
async function beginOf(pid: number): Promise<string> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => undefined)
  // The name in brackets may hold spaces; the 20th word after it is the start, in ticks since the boot.
  if (stat !== undefined) return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? ''
  const began = await run('ps', ['-o', 'lstart=', '-p', String(pid)]).catch(() => ({ stdout: '' }))
  return began.stdout.trim()
}

function notWritable(dataDir: string, { code, message }: NodeJS.ErrnoException): AtelierError {
  return new AtelierError(
    'SERVER_UNAVAILABLE',
    `The data folder ${dataDir} cannot be written (${code ?? message}). Give it to the user that starts Atelier, or name another folder: ATELIER_DATA_DIR=… npm start`,
  )
}

function inUse(dataDir: string, { pid, purpose }: Holder): AtelierError {
  return new AtelierError(
    'SERVER_UNAVAILABLE',
    `${purpose} (process ${pid}) works on the data folder ${dataDir}. Stop it first, or name another folder: ATELIER_DATA_DIR=… npm start`,
  )
}

async function release(file: string, text: string): Promise<void> {
  const there = await readFile(file, 'utf8').catch(() => undefined)
  if (there === text) await unlink(file).catch(() => undefined)
}
