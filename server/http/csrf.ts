import { hash, timingSafeEqual } from 'node:crypto'
import { randomText } from '../org/secrets.ts'

const NONCE = 22

/** Proof that a form is of a page of this session: another one on each page, so that compression tells nothing. */
export function makeCsrf(token: string): string {
  const nonce = randomText(NONCE)
  return `${nonce}.${proofOf(nonce, token)}`
}

export function isCsrfOf(token: string, sent: unknown): boolean {
  if (typeof sent !== 'string' || sent.length < NONCE + 2) return false
  const nonce = sent.slice(0, NONCE)
  const expected = Buffer.from(`${nonce}.${proofOf(nonce, token)}`)
  const given = Buffer.from(sent)
  return given.length === expected.length && timingSafeEqual(given, expected)
}

function proofOf(nonce: string, token: string): string {
  return hash('sha256', `csrf ${nonce} ${token}`, 'base64url')
}
