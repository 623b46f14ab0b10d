import { randomBytes } from 'node:crypto'
import { chown, mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { totalmem } from 'node:os'
import { dirname, join } from 'node:path'
import { AtelierError } from '../kernel/errors.ts'
import { type Binaries, locateBinaries } from './embedded-binaries.ts'
import { endOrphan } from './embedded-orphan.ts'
import { collectOutput, freePort, runPostmaster, startProgram } from './embedded-process.ts'
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
  shared_buffers: `${sharedBuffers(Math.min(totalmem(), process.constrainedMemory() || Infinity))}MB`,
  log_min_messages: 'warning',
  timezone: 'UTC',
}

/**
 * Megabytes of pages that PostgreSQL keeps, of a memory in bytes: an eighth, since the server lives beside it. A table
 * that is larger than a quarter of this is read through a small ring, and from the system's cache every time.
 */
export function sharedBuffers(memory: number): number {
  return Math.min(Math.max(Math.floor(memory / 8 / 2 ** 20), 128), 1024)
}

/** Starts the PostgreSQL of a data folder; one that a killed process left running is ended first. */
export async function startEmbedded(dataDir: string, settings: ServerSettings = {}): Promise<EmbeddedServer> {
  const folder = join(dataDir, 'postgres')
  await mkdir(dataDir, { recursive: true, mode: 0o700 })
  const binaries = await locateBinaries()
  const password = await readOrMakePassword(dataDir)
  const isNew = !(await stat(join(folder, 'PG_VERSION')).catch(() => undefined))
  if (isNew) await initialize(binaries, folder, password)
  else await endOrphan(folder)
  const launcher = await chooseLauncher(binaries.postgres, folder)
  const port = await freePort()
  const words = Object.entries({ ...DEFAULT_SETTINGS, ...settings, port: String(port) })
  const options = words.flatMap(([key, value]) => ['-c', `${key}=${value}`])
  const command = [binaries.postgres, '-D', folder, ...options]
  const stop = await runPostmaster(() => startProgram(launcher, command), folder)
  return { url: `postgres://postgres:${password}@127.0.0.1:${port}/postgres`, stop }
}

async function readOrMakePassword(dataDir: string): Promise<string> {
  const file = join(dataDir, 'postgres.password')
  const known = await readFile(file, 'utf8').catch(() => undefined)
  if (known) return known.trim()
  const password = randomBytes(18).toString('hex')
  await writeFile(file, password, { mode: 0o600 })
  return password
}

/**
 * The folder gets its name when it is complete: one that was cut off while it was made is made anew, in a place of
 * its own, since the program that made the other may still be at it.
 */
async function initialize(binaries: Binaries, folder: string, password: string): Promise<void> {
  const dataDir = dirname(folder)
  const making = `${folder}.new.${process.pid}`
  for (const name of await readdir(dataDir)) {
    if (!name.startsWith('postgres.new.')) continue
    await rm(join(dataDir, name), { recursive: true, force: true }).catch(() => undefined)
  }
  await mkdir(making, { mode: 0o700 })
  await runInitdb(binaries, await chooseLauncher(binaries.postgres, making), making, password)
  await rename(making, folder)
}

async function runInitdb(
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
  const child = startProgram(launcher, [binaries.initdb, '-D', folder, '-E', 'UTF8', ...locale, ...access])
  const output = collectOutput(child)
  const code = await new Promise(resolve => child.once('close', resolve))
  await rm(passwordFile, { force: true })
  if (code === 0) return
  await rm(folder, { recursive: true, force: true })
  throw new AtelierError('SERVER_UNAVAILABLE', `The embedded database could not be created: ${output()}`)
}
