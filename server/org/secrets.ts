import { randomBytes } from 'node:crypto'

/** 64 of them: six bits of a random byte each. */
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._'

/** What stands in for the hash of somebody unknown. */
let decoy: Promise<string> | undefined

/** The hash that is stored of a secret: argon2id. The library is loaded with the first one. */
export async function hashSecret(secret: string): Promise<string> {
  const { hash } = await import('@node-rs/argon2')
  return hash(secret)
}

/** Is it the secret that was hashed? With no hash the answer is no, and takes as long. */
export async function matchesHash(storedHash: string | null | undefined, secret: string): Promise<boolean> {
  const { verify } = await import('@node-rs/argon2')
  decoy ??= hashSecret(randomBytes(16).toString('hex'))
  const isRight = await verify(storedHash ?? (await decoy), secret)
  return isRight && storedHash != null
}

/** Bytes that are asked for at a time: to ask takes longer than to make them. */
const AT_A_TIME = 4096

let unused = Buffer.alloc(0)

/** Letters, digits, points and underscores that nobody can guess. */
export function randomText(length: number): string {
  if (unused.length < length) unused = randomBytes(Math.max(length, AT_A_TIME))
  let text = ''
  for (const byte of unused.subarray(0, length)) text += ALPHABET[byte & 63]
  unused = unused.subarray(length)
  return text
}
