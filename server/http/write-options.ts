import type { Request } from 'express'
import { AtelierError } from '../kernel/errors.ts'
import type { WriteRequest } from '../records/write-request.ts'

type Options = Pick<WriteRequest, 'ifUnmodifiedSince' | 'idempotencyKey' | 'skipRules'>

/** What the headers of a save say about how it is to be done. */
export function writeOptions(request: Request): Options {
  const {
    'if-unmodified-since': since,
    'idempotency-key': key,
    'x-atelier-skip-rules': rules,
  } = request.headers
  return {
    ...(since ? { ifUnmodifiedSince: parseHttpDate(since) } : {}),
    ...(typeof key === 'string' ? { idempotencyKey: key } : {}),
    ...(typeof rules === 'string' ? { skipRules: rules.split(',').map(rule => rule.trim()) } : {}),
  }
}

function parseHttpDate(text: string): string {
  const milliseconds = Date.parse(text)
  if (!Number.isNaN(milliseconds)) return new Date(milliseconds).toISOString()
  throw new AtelierError('INVALID_INPUT', `If-Unmodified-Since must be an HTTP date, not "${text}".`)
}
