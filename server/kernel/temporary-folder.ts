import { mkdtemp, readdir, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface TemporaryFolder {
  readonly path: string
  remove(): Promise<void>
}

const OWNER = /^atelier-(?:export|import|types|upload)-(\d+)-\w+$/
/** Milliseconds; younger ones may be those of a process that is not seen from here. */
const OLD = 3_600_000

let isClean = false

/**
 * A folder for this process alone. Its name says whose it is: what killed processes have left is removed when the
 * first one is made.
 */
export async function makeTemporaryFolder(
  purpose: 'export' | 'import' | 'types' | 'upload',
): Promise<TemporaryFolder> {
  if (!isClean) void removeLeftovers().catch(() => undefined)
  isClean = true
  const path = await mkdtemp(join(tmpdir(), `atelier-${purpose}-${process.pid}-`))
  return { path, remove: () => rm(path, { recursive: true, force: true }) }
}

/** Removes old folders of processes that are gone. */
export async function removeLeftovers(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const pid = Number(OWNER.exec(name)?.[1])
    if (!pid || isAlive(pid)) continue
    const path = join(tmpdir(), name)
    const age = await stat(path).then(
      ({ mtimeMs }) => Date.now() - mtimeMs,
      () => 0,
    )
    // Another user's stays.
    if (age > OLD) await rm(path, { recursive: true, force: true }).catch(() => undefined)
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0)
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM'
  }
}
