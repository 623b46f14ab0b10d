import { createHash } from 'node:crypto'
import sql, { raw, type Sql } from 'sql-template-tag'
import { AtelierError } from '../kernel/errors.ts'
import type { Session, TransactionScope } from '../org/session.ts'
import { tableRef } from '../storage/sql/names.ts'
import { toStatement } from '../storage/sql/slots.ts'
import type { WriteRequest, WriteResult } from './write-request.ts'

/** Any save; all of it but its key is its content. */
type Keyed = Pick<WriteRequest, 'idempotencyKey'>

const LONGEST_KEY = 255
const LIFETIME = "interval '1 day'"
/** Old keys that a request clears away: more than one, so that they become fewer. */
const CLEARED = 20

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
  const taken = await connection.run(toStatement(takeSql(table, key, hash)))
  if (taken.rows.length === 0) {
    const { rows } = await connection.run(
      toStatement(sql`SELECT "request_hash", "results" FROM ${table} WHERE "key" = ${key}`),
    )
    return storedResults(given, hash, rows[0] as readonly [string, string])
  }
  const results = await work()
  await connection.run(
    toStatement(sql`UPDATE ${table} SET "results" = ${JSON.stringify(results)} WHERE "key" = ${key}`),
  )
  return results
}

/** Takes the key unless it is taken, and clears away old ones that nobody is at. */
function takeSql(table: Sql, key: string, hash: string): Sql {
  const lifetime = raw(LIFETIME)
  const old = sql`SELECT "key" FROM ${table} WHERE "created" < now() - ${lifetime} AND "key" <> ${key} ORDER BY "created" LIMIT ${raw(String(CLEARED))} FOR UPDATE SKIP LOCKED`
  const taken = sql`INSERT INTO ${table} AS k ("key", "request_hash") VALUES (${key}, ${hash}) ON CONFLICT ("key") DO UPDATE SET "request_hash" = EXCLUDED."request_hash", "results" = NULL, "created" = now() WHERE k."created" < now() - ${lifetime} RETURNING "key"`
  return sql`WITH cleared AS (DELETE FROM ${table} WHERE "key" IN (${old})) ${taken}`
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
