import { createHash } from 'node:crypto'
import sql, { raw } from 'sql-template-tag'
import { AtelierError } from '../kernel/errors.ts'
import type { Session, TransactionScope } from '../org/session.ts'
import { tableRef } from '../storage/sql/names.ts'
import { toStatement } from '../storage/sql/slots.ts'
import type { WriteRequest, WriteResult } from './write-request.ts'

/** Any save; all of it but its key is its content. */
type Keyed = Pick<WriteRequest, 'idempotencyKey'>

const LONGEST_KEY = 255
/** Old keys go when new ones come. */
const LIFETIME = "interval '1 day'"

/**
 * A request with a key is done once: a second one with the same content gets the stored results, another content is
 * refused. A twin that comes meanwhile waits for the first one's end. Keys are each user's own, and kept for a day.
 */
export async function withIdempotency(
  session: Session,
  request: Keyed,
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
      toStatement(sql`SELECT "request_hash", "results" FROM ${table} WHERE "key" = ${key}`),
    )
    return storedResults(given, hash, rows[0] as readonly [string, string])
  }
  const results = await work()
  await connection.run(
    toStatement(sql`WITH old AS (DELETE FROM ${table} WHERE "key" IN
        (SELECT "key" FROM ${table} WHERE "created" < now() - ${raw(LIFETIME)} LIMIT 100 FOR UPDATE SKIP LOCKED))
      UPDATE ${table} SET "results" = ${JSON.stringify(results)} WHERE "key" = ${key}`),
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

function hashOf({ idempotencyKey: _, ...content }: Keyed): string {
  return createHash('sha256').update(JSON.stringify(content)).digest('base64')
}
