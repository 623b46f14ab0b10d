import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createWriteStream } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { AtelierError } from '../../kernel/errors.ts'
import { createUtf8Check } from './text-encoding.ts'

/** Larger files are better sent in parts. */
const MOST_BYTES = 512 * 1024 * 1024
const HEAD = 4096

/** A file that has arrived whole: nothing is saved before that. */
export interface Spooled {
  readonly path: string
  readonly bytes: number
  readonly hash: string
  readonly head: Buffer
  readonly isUtf8: boolean
  remove(): Promise<void>
}

/** Takes the input into a temporary file: its hash names the run, and a file that breaks off changes nothing. */
export async function spool(input: Readable): Promise<Spooled> {
  const folder = await mkdtemp(join(tmpdir(), 'atelier-import-'))
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true })
  try {
    return { ...(await take(input, join(folder, 'file'))), remove }
  } catch (error) {
    await remove()
    throw error
  }
}

async function take(input: Readable, path: string): Promise<Omit<Spooled, 'remove'>> {
  const output = createWriteStream(path)
  const hash = createHash('sha256')
  const check = createUtf8Check()
  let bytes = 0
  let head = Buffer.alloc(0)
  for await (const chunk of input) {
    const part = Buffer.isBuffer(chunk) ? chunk : Buffer.from(chunk as Uint8Array)
    bytes += part.length
    if (bytes > MOST_BYTES) throw tooLarge()
    if (head.length < HEAD) head = Buffer.concat([head, part.subarray(0, HEAD - head.length)])
    hash.update(part)
    check.take(part)
    if (!output.write(part)) await once(output, 'drain')
  }
  output.end()
  await once(output, 'close')
  return { path, bytes, hash: hash.digest('hex'), head, isUtf8: check.end() }
}

function tooLarge(): AtelierError {
  return new AtelierError(
    'REQUEST_TOO_LARGE',
    'The file is larger than 512 MB. Split it and import the parts.',
  )
}
