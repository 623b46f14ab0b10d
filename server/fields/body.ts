import { createHash } from 'node:crypto'

/** Bytes that a record holds beside its row: too many for lists, so they come and go in parts. */
export interface Body {
  readonly bytes: number
  /** MD5 in hexadecimal, which Salesforce calls a checksum. */
  readonly md5: string
  /** May be asked for again: a save that meets a deadlock begins anew. */
  readonly parts: () => AsyncIterable<Buffer> | Iterable<Buffer>
}

const made = new WeakSet<object>()

export function makeBody(body: Body): Body {
  const frozen = Object.freeze({ ...body })
  made.add(frozen)
  return frozen
}

/** Was it made here? What only looks like one came as JSON. */
export function isBody(value: unknown): value is Body {
  return typeof value === 'object' && value !== null && made.has(value)
}

export function bodyOfBytes(bytes: Buffer): Body {
  const md5 = createHash('md5').update(bytes).digest('hex')
  return makeBody({ bytes: bytes.length, md5, parts: () => [bytes] })
}

const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/

/** The bytes of base64 text (RFC 4648, line breaks allowed); undefined when it is none. */
export function decodeBase64(text: string): Buffer | undefined {
  const joined = /\s/.test(text) ? text.replace(/\s+/g, '') : text
  return joined.length % 4 === 0 && BASE64.test(joined) ? Buffer.from(joined, 'base64') : undefined
}
