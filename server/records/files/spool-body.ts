import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { type Body, makeBody } from '../../fields/body.ts'

/** Bytes that are in memory of a file at once. */
const PART = 256 * 1024

/**
 * Takes a file that arrives into one on disk: a slow sender keeps no transaction open, and what breaks off saves
 * nothing. Whoever made the folder removes it.
 */
export async function spoolBody(input: Readable, path: string): Promise<Body> {
  const hash = createHash('md5')
  let bytes = 0
  const count = async function* (parts: AsyncIterable<Buffer>): AsyncIterable<Buffer> {
    for await (const part of parts) {
      bytes += part.length
      hash.update(part)
      yield part
    }
  }
  await pipeline(input, count, createWriteStream(path))
  const parts = (): AsyncIterable<Buffer> => createReadStream(path, { highWaterMark: PART })
  return makeBody({ bytes, md5: hash.digest('hex'), parts })
}
