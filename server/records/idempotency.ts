import { createHash } from 'node:crypto'
import sql from 'sql-template-tag'
import { AtelierError } from '../kernel/errors.ts'
import type { Session, TransactionScope } from '../org/session.ts'
import { tableRef } from '../storage/sql/names.ts'
import { toStatement } from '../storage/sql/slots.ts'
import type { WriteRequest, WriteResult } from './write-request.ts'

const LONGEST_KEY = 255

/**
 * A request with a key is done once: a second one with the same content gets the stored results, another content is
 * refused. A twin that comes meanwhile waits for the first one's end. Keys are each user's own.
 */
export async function withIdempotency(
  session: Session,
  request: WriteRequest,
  work: () => Promise<readonly WriteResult[]>,
): Promise<readonly WriteResult[]> {
  const { idempotencyKey: given } = request
  if (given === undefined) return work()
  if (given === '' || given.length > LONGEST_KEY) {
    throw new AtelierError('INVALID_INPUT', `An idempotency key has 1 to ${LONGEST_KEY} characters.`)
  }
  const { connection } = session.transaction as TransactionScope
  const table = tableRef(session.org.schema, '_idempotency_key')
  const key = `${session.principal.userId} ${given}`
  const hash = hashOf(request)
  const taken = await connection.run(
    toStatement(
      sql`INSERT INTO ${table} ("key", "request_hash") VALUES (${key}, ${hash}) ON CONFLICT ("key") DO NOTHING RETURNING "key"`,
    ),
  )
  if (taken.rows.length === 0) {
    const { rows } = await connection.run(
      toStatement(sql`SELECT "request_hash", "results"::text FROM ${table} WHERE "key" = ${key}`),
    )
    return storedResults(given, hash, rows[0] as readonly [string, string])
  }
  const results = await work()
  await connection.run(
    toStatement(sql`UPDATE ${table} SET "results" = ${JSON.stringify(results)}::jsonb WHERE "key" = ${key}`),
  )
  return results
}

function storedResults(
  key: string,
  hash: string,
  [storedHash, results]: readonly [string, string],
): readonly WriteResult[] {
  if (storedHash === hash) return JSON.parse(results) as readonly WriteResult[]
  throw new AtelierError(
    'IDEMPOTENCY_KEY_REUSED',
    `The idempotency key "${key}" was used for another request. Use a new key for new content.`,
  )
}

function hashOf({ idempotencyKey: _, ...content }: WriteRequest): string {
  return createHash('sha256').update(JSON.stringify(content)).digest('base64')
}
