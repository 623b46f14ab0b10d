import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chown, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { AtelierError } from '../kernel/errors.ts'
import { emit } from '../kernel/observe.ts'
import { type Binaries, locateBinaries } from './embedded-binaries.ts'
import { chooseLauncher, type Launcher } from './embedded-user.ts'

export interface EmbeddedServer {
  readonly url: string
  stop(): Promise<void>
}

/** Server settings that a caller may override, e.g. `{ fsync: 'off' }` in tests. */
export type ServerSettings = Readonly<Record<string, string>>

const DEFAULT_SETTINGS: ServerSettings = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  max_connections: '100',
  shared_buffers: '256MB',
  log_min_messages: 'warning',
  timezone: 'UTC',
}

/** Starts (or joins, when a killed process left it running) the PostgreSQL of a data folder. */
export async function startEmbedded(dataDir: string, settings: ServerSettings = {}): Promise<EmbeddedServer> {
  const folder = join(dataDir, 'postgres')
  await mkdir(folder, { recursive: true, mode: 0o700 })
  const binaries = await locateBinaries()
  const launcher = await chooseLauncher(binaries.postgres, folder)
  const password = await readOrMakePassword(dataDir)
  const isNew = !(await stat(join(folder, 'PG_VERSION')).catch(() => undefined))
  if (isNew) await initialize(binaries, launcher, folder, password)
  const orphan = await runningPostmaster(folder)
  if (orphan) return adopt(orphan, password)
  return launch(binaries, launcher, folder, password, { ...DEFAULT_SETTINGS, ...settings })
}

function urlOf(port: number, password: string): string {
  return `postgres://postgres:${password}@127.0.0.1:${port}/postgres`
}

async function readOrMakePassword(dataDir: string): Promise<string> {
  const file = join(dataDir, 'postgres.password')
  const known = await readFile(file, 'utf8').catch(() => undefined)
  if (known) return known.trim()
  const password = randomBytes(18).toString('hex')
  await writeFile(file, password, { mode: 0o600 })
  return password
}

async function initialize(
  binaries: Binaries,
  launcher: Launcher,
  folder: string,
  password: string,
): Promise<void> {
  const passwordFile = `${folder}.pwfile`
  await writeFile(passwordFile, password, { mode: 0o600 })
  if (launcher.uid !== undefined) await chown(passwordFile, launcher.uid, launcher.gid ?? -1)
  const locale = ['--locale=C', '--locale-provider=icu', '--icu-locale=und']
  const access = ['-U', 'postgres', '-A', 'scram-sha-256', `--pwfile=${passwordFile}`]
  const child = start(launcher, binaries.initdb, ['-D', folder, '-E', 'UTF8', ...locale, ...access])
  const output = collect(child)
  const code = await new Promise(resolve => child.once('close', resolve))
  await rm(passwordFile, { force: true })
  if (code === 0) return
  await rm(folder, { recursive: true, force: true })
  throw new AtelierError('SERVER_UNAVAILABLE', `The embedded database could not be created: ${output()}`)
}

function start(launcher: Launcher, command: string, args: readonly string[]): ChildProcess {
  const words = [...launcher.prefix, command, ...args] as [string, ...string[]]
  const { uid, gid } = launcher
  return spawn(words[0], words.slice(1), {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { PATH: process.env.PATH, LC_ALL: 'C', TZ: 'UTC' },
    cwd: '/',
    ...(uid === undefined ? {} : { uid, gid }),
  })
}

function collect(child: ChildProcess): () => string {
  let text = ''
  const keep = (chunk: Buffer): void => {
    text = (text + chunk.toString()).slice(-4000)
  }
  child.stdout?.on('data', keep)
  child.stderr?.on('data', keep)
  return () => text.trim()
}

/** The pid and port of a postmaster that still runs on the folder. */
async function runningPostmaster(folder: string): Promise<{ pid: number; port: number } | undefined> {
  const lines = (await readFile(join(folder, 'postmaster.pid'), 'utf8').catch(() => '')).split('\n')
  const pid = Number(lines[0])
  if (!pid || lines[7]?.trim() !== 'ready' || !isAlive(pid)) return undefined
  return { pid, port: Number(lines[3]) }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}

function adopt({ pid, port }: { pid: number; port: number }, password: string): EmbeddedServer {
  return {
    url: urlOf(port, password),
    stop: async () => {
      if (isAlive(pid)) process.kill(pid, 'SIGINT')
      while (isAlive(pid)) await delay(20)
    },
  }
}

async function launch(
  binaries: Binaries,
  launcher: Launcher,
  folder: string,
  password: string,
  settings: ServerSettings,
): Promise<EmbeddedServer> {
  const port = await freePort()
  const options = Object.entries({ ...settings, port: String(port) }).flatMap(([key, value]) => [
    '-c',
    `${key}=${value}`,
  ])
  let stopping = false
  let child = start(launcher, binaries.postgres, ['-D', folder, ...options])
  const watch = (): void => {
    const output = collect(child)
    child.once('close', code => {
      if (stopping) return
      emit('warning', { message: `The embedded database ended (${code}) and is started again. ${output()}` })
      child = start(launcher, binaries.postgres, ['-D', folder, ...options])
      watch()
    })
  }
  await waitUntilReady(child, folder)
  watch()
  return {
    url: urlOf(port, password),
    stop: async () => {
      stopping = true
      const ended = new Promise(resolve => child.once('close', resolve))
      if (child.exitCode === null && child.kill('SIGINT')) await ended
    },
  }
}

async function waitUntilReady(child: ChildProcess, folder: string): Promise<void> {
  const output = collect(child)
  const file = join(folder, 'postmaster.pid')
  for (let attempt = 0; attempt < 3000; attempt++) {
    if (child.exitCode !== null) {
      throw new AtelierError('SERVER_UNAVAILABLE', `The embedded database did not start: ${output()}`)
    }
    const text = await readFile(file, 'utf8').catch(() => '')
    if (text.split('\n')[7]?.trim() === 'ready') return
    await delay(10)
  }
  throw new AtelierError('SERVER_UNAVAILABLE', `The embedded database was not ready after 30 s: ${output()}`)
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen(0, '127.0.0.1', () => {
      const address = server.address()
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0))
    })
  })
}

function delay(milliseconds: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, milliseconds))
}
