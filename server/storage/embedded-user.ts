import { execFile } from 'node:child_process'
import { chown, readFile, stat } from 'node:fs/promises'
import { promisify } from 'node:util'
import { AtelierError } from '../kernel/errors.ts'

const run = promisify(execFile)

/** How to start a program that refuses to run as root. */
export interface Launcher {
  /** Words put before the command. */
  readonly prefix: readonly string[]
  readonly uid?: number
  readonly gid?: number
}

/**
 * PostgreSQL refuses to run as root. Root drops to an ordinary user that can reach its files; where a folder above
 * them is closed to others (`/root`, a private temporary folder), a user namespace shows root as an ordinary user.
 */
export async function chooseLauncher(binary: string, dataDir: string): Promise<Launcher> {
  if (process.getuid?.() !== 0) return { prefix: [] }
  const user = (await ownerOf(dataDir)) ?? (await ordinaryUser())
  if (user && (await canRun(user, binary, dataDir))) {
    await chown(dataDir, user.uid, user.gid)
    return { prefix: [], uid: user.uid, gid: user.gid }
  }
  const prefix = ['unshare', '--user', '--map-user=1000', '--map-group=1000', '--']
  if (await run(prefix[0] as string, [...prefix.slice(1), binary, '--version']).then(Boolean, () => false)) {
    return { prefix }
  }
  throw new AtelierError(
    'SERVER_UNAVAILABLE',
    `PostgreSQL does not run as root, and the ordinary user "${user?.name ?? 'nobody'}" cannot reach ${dataDir}. ` +
      'Start Atelier as an ordinary user, move it out of the private folder, or set DATABASE_URL.',
  )
}

interface User {
  readonly name: string
  readonly uid: number
  readonly gid: number
}

/** A folder that an ordinary user has made stays that user's. */
async function ownerOf(dataDir: string): Promise<User | undefined> {
  const { uid, gid } = await stat(dataDir)
  return uid === 0 ? undefined : { name: String(uid), uid, gid }
}

async function ordinaryUser(): Promise<User | undefined> {
  const lines = (await readFile('/etc/passwd', 'utf8').catch(() => ''))
    .split('\n')
    .map(line => line.split(':'))
  const found = lines.find(line => line[0] === 'postgres') ?? lines.find(line => line[0] === 'nobody')
  return found && { name: found[0] as string, uid: Number(found[2]), gid: Number(found[3]) }
}

async function canRun(user: { uid: number; gid: number }, binary: string, dataDir: string): Promise<boolean> {
  const options = { uid: user.uid, gid: user.gid, cwd: '/' }
  try {
    await run(binary, ['--version'], options)
    await run('/bin/sh', ['-c', 'cd "$1/.."', 'sh', dataDir], options)
    return true
  } catch {
    return false
  }
}
