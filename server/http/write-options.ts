import type { Request } from 'express'
import { AtelierError } from '../kernel/errors.ts'
import type { WriteRequest } from '../records/write-request.ts'

type Options = Pick<WriteRequest, 'ifUnmodifiedSince' | 'ifMatch' | 'idempotencyKey' | 'skipRules'>

/** What the headers of a save say about how it is to be done. */
export function writeOptions(request: Request): Options {
  const {
    'if-unmodified-since': since,
    'if-match': match,
    'idempotency-key': key,
    'x-atelier-skip-rules': rules,
  } = request.headers
  return {
    ...(since ? { ifUnmodifiedSince: readInstant('If-Unmodified-Since', since) } : {}),
    ...(match && match !== '*' ? { ifMatch: readInstant('If-Match', unquote(match)) } : {}),
    ...(typeof key === 'string' ? { idempotencyKey: key } : {}),
    ...(typeof rules === 'string' ? { skipRules: rules.split(',').map(rule => rule.trim()) } : {}),
  }
}

/** A record's version is its LastModifiedDate; HTTP puts versions in quotes. */
function unquote(match: string): string {
  return match.trim().replace(/^"(.*)"$/, '$1')
}

function readInstant(header: string, text: string): string {
  const milliseconds = Date.parse(text)
  if (!Number.isNaN(milliseconds)) return new Date(milliseconds).toISOString()
  throw new AtelierError(
    'INVALID_INPUT',
    `${header} must be the LastModifiedDate that the record was read with, as HTTP or ISO 8601 writes dates; "${text}" is none.`,
  )
}
