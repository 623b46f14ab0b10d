import { createCipheriv, createDecipheriv, createHash, randomBytes } from 'node:crypto'
import { AtelierError } from '../kernel/errors.ts'

/** Secrets that have to be read again, unlike passwords, are stored encrypted: a copy of the database opens none. */
export interface EncryptionKey {
  /** Stands before what the key has encrypted; tells nothing about the key. */
  readonly id: string
  /** 32 bytes. */
  readonly bytes: Buffer
}

/** What is new is encrypted with the first one; the others open what they have encrypted before. */
export type EncryptionKeys = readonly [EncryptionKey, ...EncryptionKey[]]

/** What is needed of an org. */
interface Owner {
  readonly id: string
  readonly name: string
  readonly encryptionKeys?: EncryptionKeys
}

const CIPHER = 'aes-256-gcm'
const VERSION = 'v1'
const NONCE_BYTES = 12
const TAG_BYTES = 16

export function makeKey(bytes: Buffer): EncryptionKey {
  const id = createHash('sha256').update('atelier key id').update(bytes).digest('hex').slice(0, 8)
  return { id, bytes }
}

/**
 * `v1.<key id>.<nonce, tag and text in base64url>`. The place says whose secret it is and for what: it opens nowhere
 * else, whoever moves it to another row.
 */
export function encrypt(org: Owner, text: string, place: readonly string[]): string {
  const [{ id, bytes }] = keysOf(org)
  const nonce = randomBytes(NONCE_BYTES)
  const cipher = createCipheriv(CIPHER, bytes, nonce).setAAD(placeIn(org, place))
  const encrypted = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
  const all = Buffer.concat([nonce, cipher.getAuthTag(), encrypted])
  return `${VERSION}.${id}.${all.toString('base64url')}`
}

/** Undefined: encrypted with a key that is not here, for another place, or not by `encrypt`. */
export function decrypt(org: Owner, stored: string, place: readonly string[]): string | undefined {
  const [version, id, encoded = ''] = stored.split('.')
  const key = keysOf(org).find(one => one.id === id)
  if (version !== VERSION || !key) return undefined
  const all = Buffer.from(encoded, 'base64url')
  const tag = all.subarray(NONCE_BYTES, NONCE_BYTES + TAG_BYTES)
  if (tag.length < TAG_BYTES) return undefined
  try {
    const decipher = createDecipheriv(CIPHER, key.bytes, all.subarray(0, NONCE_BYTES), {
      authTagLength: TAG_BYTES,
    })
    decipher.setAAD(placeIn(org, place)).setAuthTag(tag)
    return decipher.update(all.subarray(NONCE_BYTES + TAG_BYTES), undefined, 'utf8') + decipher.final('utf8')
  } catch {
    return undefined
  }
}

/** What everything that the current key has encrypted begins with. */
export function currentPrefix(org: Owner): string {
  return `${VERSION}.${keysOf(org)[0].id}.`
}

export function isEncrypted(stored: string): boolean {
  return stored.startsWith(`${VERSION}.`)
}

function placeIn({ id }: Owner, place: readonly string[]): Buffer {
  return Buffer.from(JSON.stringify([id, ...place]))
}

function keysOf({ name, encryptionKeys }: Owner): EncryptionKeys {
  if (encryptionKeys) return encryptionKeys
  throw new AtelierError('UNKNOWN_EXCEPTION', `The org ${name} was opened without a key for its secrets.`)
}
