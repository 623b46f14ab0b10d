import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import type { Request } from 'express'

/** Bytes below which a page goes as it is. */
const LEAST = 1024

/**
 * A page goes compressed in one piece. At the lowest quality that takes less than to hand it to another thread, and makes
 * the page a tenth larger than streams at their usual quality do.
 */
const WAYS: Readonly<Record<string, (page: Buffer) => Buffer>> = {
  br: page => brotliCompressSync(page, { params: { [constants.BROTLI_PARAM_QUALITY]: 0 } }),
  gzip: page => gzipSync(page, { level: 1 }),
}

/** What browsers say that they take, and the best of it: there are few ways to say it. */
const chosen = new Map<string, string>()
const MOST_CHOSEN = 100

export interface PageBody {
  readonly body: Buffer
  /** Undefined: as it is. */
  readonly encoding: string | undefined
}

/** The body of an answer with those bytes, a character each, in the best encoding that the browser takes. */
export function compressPage(request: Request, page: string): PageBody {
  const encoding = page.length < LEAST ? '' : encodingFor(request)
  const compress = WAYS[encoding]
  if (!compress) return { body: Buffer.from(page, 'latin1'), encoding: undefined }
  return { body: compress(bytesOf(page)), encoding }
}

/** Bytes. Larger pages are few. */
const MOST_KEPT = 2 ** 20

let scratch = Buffer.alloc(0)

/** The page's bytes, until it is asked for those of another one: they need no room of their own. */
function bytesOf(page: string): Buffer {
  if (page.length > MOST_KEPT) return Buffer.from(page, 'latin1')
  if (scratch.length < page.length) scratch = Buffer.allocUnsafeSlow(2 * page.length)
  return scratch.subarray(0, scratch.write(page, 'latin1'))
}

function encodingFor(request: Request): string {
  const taken = request.headers['accept-encoding'] ?? ''
  const known = chosen.get(taken)
  if (known !== undefined) return known
  if (chosen.size >= MOST_CHOSEN) chosen.clear()
  const encoding = Object.keys(WAYS).find(way => request.acceptsEncodings(way)) ?? ''
  chosen.set(taken, encoding)
  return encoding
}
