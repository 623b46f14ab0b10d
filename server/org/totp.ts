import { createHmac, randomBytes } from 'node:crypto'

/** Time-based one-time codes (RFC 6238) as all authenticator apps make them: SHA-1, six digits, thirty seconds. */
const STEP = 30_000
const DIGITS = 6
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'

/** Steps before and after now in which a clock that is wrong a little may be. */
const DRIFT = 1

/** 160 bits in base 32: 32 characters. */
export function makeTotpSecret(): string {
  return [...randomBytes(32)].map(byte => ALPHABET[byte & 31]).join('')
}

export function totpUri(secret: string, issuer: string, account: string): string {
  const label = `${encodeURIComponent(issuer)}:${encodeURIComponent(account)}`
  return `otpauth://totp/${label}?secret=${secret}&issuer=${encodeURIComponent(issuer)}`
}

/** The code of a step; steps are counted from 1970. */
export function totpCode(secret: string, step: number): string {
  const counter = Buffer.alloc(8)
  counter.writeBigUInt64BE(BigInt(step))
  const mac = createHmac('sha1', decodeBase32(secret)).update(counter).digest()
  const offset = (mac.at(-1) as number) & 15
  const number = mac.readUInt32BE(offset) & 0x7fffffff
  return String(number % 10 ** DIGITS).padStart(DIGITS, '0')
}

export function totpStep(now: number): number {
  return Math.floor(now / STEP)
}

/** The step that the code is of, now or just before or after; undefined: none. */
export function matchTotp(secret: string, code: string, now: number): number | undefined {
  const step = totpStep(now)
  for (let at = step - DRIFT; at <= step + DRIFT; at++) if (totpCode(secret, at) === code) return at
  return undefined
}

function decodeBase32(text: string): Buffer {
  const bytes: number[] = []
  let bits = 0
  let value = 0
  for (const character of text) {
    value = ((value << 5) | ALPHABET.indexOf(character)) & 0xfff
    bits += 5
    if (bits < 8) continue
    bits -= 8
    bytes.push((value >> bits) & 255)
  }
  return Buffer.from(bytes)
}
