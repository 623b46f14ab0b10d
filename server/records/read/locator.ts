import { randomInt } from 'node:crypto'
import { AtelierError } from '../../kernel/errors.ts'
import { makeId, normalizeId } from '../../kernel/ids.ts'
import type { Session } from '../../org/session.ts'
import { quoteTable } from '../../storage/sql/names.ts'
import type { Query } from '../query/query.ts'
import type { RowPosition } from './paging.ts'
import { connectionOf } from './run.ts'

/** A query whose rows are fetched batch by batch. Kept in the database, so that every node can go on, also after a restart. */
export interface Locator {
  readonly id: string
  readonly text: string
  readonly scope: Query['scope']
  readonly batchSize: number
  /** The order that the positions are of. */
  readonly order: string
  readonly total: number
  /** What the query took as now: relative dates mean the same in every batch. */
  readonly now: Date
  /** The last row's position of each batch, by the number of rows up to it. */
  readonly positions: Readonly<Record<string, RowPosition>>
}

export type NewLocator = Omit<Locator, 'id'>

const KEY_PREFIX = '01g'
/** As in Salesforce. */
const LIFETIME = "interval '2 days'"

/** Keeps a locator for the session's user. Old ones go at the same time. */
export async function saveLocator(session: Session, locator: NewLocator): Promise<string> {
  const table = quoteTable(session.org.schema, '_query_locator')
  const id = makeId(KEY_PREFIX, randomInt(2 ** 47))
  const { text, scope, batchSize, order, total, now, positions } = locator
  await connectionOf(session).run({
    text: `WITH old AS (DELETE FROM ${table} WHERE created < now() - ${LIFETIME})
      INSERT INTO ${table} (id, user_id, query, scope, batch_size, row_order, total, now, positions) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
    values: [
      id,
      session.principal.userId,
      text,
      scope,
      batchSize,
      order,
      total,
      now.toISOString(),
      JSON.stringify(positions),
    ],
  })
  return id
}

export async function addPosition(
  session: Session,
  id: string,
  rows: number,
  position: RowPosition,
): Promise<void> {
  const table = quoteTable(session.org.schema, '_query_locator')
  await connectionOf(session).run({
    text: `UPDATE ${table} SET positions = positions || $2::jsonb WHERE id = $1`,
    values: [id, JSON.stringify({ [rows]: position })],
  })
}

/** The locator and the number of rows before the batch. Throws INVALID_QUERY_LOCATOR for others' and old ones. */
export async function findLocator(
  session: Session,
  text: string,
): Promise<{ readonly locator: Locator; readonly from: number }> {
  const [, written = '', from = ''] = /^(\w{15,18})-(\d{1,9})$/.exec(text) ?? []
  const id = normalizeId(written)
  const { rows } = await connectionOf(session).run({
    text: `SELECT query, scope, batch_size, row_order, total, (extract(epoch FROM now) * 1000)::bigint, positions
      FROM ${quoteTable(session.org.schema, '_query_locator')} WHERE id = $1 AND user_id = $2 AND created > now() - ${LIFETIME}`,
    values: [id, session.principal.userId],
  })
  const row = rows[0] as readonly [string, Query['scope'], ...string[]] | undefined
  if (!id || !row) throw new AtelierError('INVALID_QUERY_LOCATOR', 'invalid query locator')
  const [query, scope, batchSize, order = '', total, now, positions = '{}'] = row
  return {
    locator: {
      id,
      text: query,
      scope,
      batchSize: Number(batchSize),
      order,
      total: Number(total),
      now: new Date(Number(now)),
      positions: JSON.parse(positions) as Locator['positions'],
    },
    from: Number(from),
  }
}
