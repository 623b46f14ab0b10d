import { randomBytes } from 'node:crypto'
import { chown, readFile, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { AtelierError } from '../kernel/errors.ts'
import { type EncryptionKeys, makeKey } from './encryption.ts'

const BYTES = 32

/**
 * The keys of ATELIER_SECRET_KEY, and the one of the data folder: made there at the first start when the
 * environment has none, and kept for what it has encrypted when the environment has one later.
 */
export async function readEncryptionKeys(
  dataDir: string,
  given: readonly Buffer[] = [],
): Promise<EncryptionKeys> {
  const file = join(dataDir, 'secret.key')
  const kept = (await readKey(file)) ?? (given.length === 0 ? await writeKey(dataDir, file) : undefined)
  const [first, ...others] = [...given, ...(kept ? [kept] : [])].map(makeKey)
  return [first as EncryptionKeys[0], ...others]
}

async function readKey(file: string): Promise<Buffer | undefined> {
  const text = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return undefined
    throw new AtelierError('SERVER_UNAVAILABLE', `${file} cannot be read: ${error.message}`)
  })
  if (text === undefined) return undefined
  const key = Buffer.from(text.trim(), 'base64')
  if (key.length === BYTES) return key
  throw new AtelierError(
    'SERVER_UNAVAILABLE',
    `${file} is damaged: bring it back from a copy, or remove it (the secrets that it has encrypted must then be set anew).`,
  )
}

async function writeKey(dataDir: string, file: string): Promise<Buffer> {
  const key = randomBytes(BYTES)
  await writeFile(file, `${key.toString('base64')}\n`, { mode: 0o600, flag: 'wx' })
  // In an ordinary user's folder the user has to read it, whoever started the server first.
  const { uid, gid } = await stat(dataDir)
  if (process.getuid?.() === 0 && uid !== 0) await chown(file, uid, gid)
  return key
}
