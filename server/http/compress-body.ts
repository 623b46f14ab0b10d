import { promisify } from 'node:util'
import { brotliCompress, brotliCompressSync, constants, gzip, gzipSync } from 'node:zlib'
import type { Request } from 'express'

/** Bytes below which a body goes as it is. */
export const LEAST_COMPRESSED = 1024

/** Bytes above which it is compressed beside the thread that answers everything. */
const MOST_AT_ONCE = 2 ** 17

interface Way {
  now(body: Buffer): Buffer
  later(body: Buffer): Promise<Buffer>
}

const BROTLI = { params: { [constants.BROTLI_PARAM_QUALITY]: 0 } }
const GZIP = { level: 1 }
const brotliLater = promisify(brotliCompress)
const gzipLater = promisify(gzip)

/**
 * A body goes compressed in one piece. At the lowest quality that takes less than to hand it to another thread, and makes
 * a page a tenth larger than streams at their usual quality do.
 */
const WAYS: Readonly<Record<string, Way>> = {
  br: { now: body => brotliCompressSync(body, BROTLI), later: body => brotliLater(body, BROTLI) },
  gzip: { now: body => gzipSync(body, GZIP), later: body => gzipLater(body, GZIP) },
}

/** What clients say that they take, and the best of it: there are few ways to say it. */
const chosen = new Map<string, string>()
const MOST_CHOSEN = 100

export interface CompressedBody {
  readonly body: Buffer
  /** `br`, `gzip`; empty: as it is. */
  readonly encoding: string
}

/**
 * The body of an answer in the best encoding that the client takes: at once, or a promise of a large one. `text` has a
 * character for each byte, as Latin-1.
 */
export function compressBody(request: Request, text: string): CompressedBody | Promise<CompressedBody> {
  const encoding = text.length < LEAST_COMPRESSED ? '' : encodingFor(request)
  const way = WAYS[encoding]
  if (!way) return { body: Buffer.from(text, 'latin1'), encoding }
  if (text.length <= MOST_AT_ONCE) return { body: way.now(bytesOf(text)), encoding }
  return way.later(Buffer.from(text, 'latin1')).then(body => ({ body, encoding }))
}

let scratch = Buffer.alloc(0)

/** The text's bytes, until it is asked for those of another one: they need no room of their own. */
function bytesOf(text: string): Buffer {
  if (scratch.length < text.length) scratch = Buffer.allocUnsafeSlow(MOST_AT_ONCE)
  return scratch.subarray(0, scratch.write(text, 'latin1'))
}

/** Empty: it takes none of them. */
export function encodingFor(request: Request): string {
  const taken = request.headers['accept-encoding'] ?? ''
  const known = chosen.get(taken)
  if (known !== undefined) return known
  if (chosen.size >= MOST_CHOSEN) chosen.clear()
  const encoding = Object.keys(WAYS).find(way => request.acceptsEncodings(way)) || ''
  chosen.set(taken, encoding)
  return encoding
}
