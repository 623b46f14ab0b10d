import { createHash } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { join } from 'node:path'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { AtelierError } from '../../kernel/errors.ts'
import { makeTemporaryFolder } from '../../kernel/temporary-folder.ts'
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
  const { path, remove } = await makeTemporaryFolder('import')
  try {
    return { ...(await take(input, join(path, 'file'))), remove }
  } catch (error) {
    await remove()
    throw error
  }
}

async function take(input: Readable, path: string): Promise<Omit<Spooled, 'remove'>> {
  const hash = createHash('sha256')
  const check = createUtf8Check()
  let bytes = 0
  let head = Buffer.alloc(0)
  const look = async function* (parts: AsyncIterable<Buffer>): AsyncIterable<Buffer> {
    for await (const part of parts) {
      bytes += part.length
      if (bytes > MOST_BYTES) throw tooLarge()
      if (head.length < HEAD) head = Buffer.concat([head, part.subarray(0, HEAD - head.length)])
      hash.update(part)
      check.take(part)
      yield part
    }
  }
  await pipeline(input, look, createWriteStream(path))
  return { path, bytes, hash: hash.digest('hex'), head, isUtf8: check.end() }
}

function tooLarge(): AtelierError {
  return new AtelierError(
    'REQUEST_TOO_LARGE',
    'The file is larger than 512 MB. Split it and import the parts.',
  )
}
