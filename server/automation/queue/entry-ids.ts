import { randomBytes } from 'node:crypto'

let last = 0n

/**
 * A UUID (version 7) that is higher than those before it, so that entries of one transaction, which have the same
 * time, are begun in the order in which they were put in.
 */
export function makeEntryId(): string {
  const now = BigInt(Date.now()) << 12n
  last = now > last ? now : last + 1n
  const time = last >> 12n
  const counter = last & 0xfffn
  const random = randomBytes(8)
  random.writeUInt8((random.readUInt8(0) & 0x3f) | 0x80, 0)
  const hex = time.toString(16).padStart(12, '0') + (0x7000n | counter).toString(16) + random.toString('hex')
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}
