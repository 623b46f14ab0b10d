import { createHash } from 'node:crypto'
import { boundedName } from '../sql/names.ts'
import type { IndexShape } from './shape.ts'

/** Readable in front, its whole definition hashed behind: another definition is another index. */
export function indexName(index: Omit<IndexShape, 'name'>): string {
  const definition = JSON.stringify([index.keys, index.unique, index.method, index.where])
  const digest = createHash('sha1').update(definition).digest('hex').slice(0, 6)
  return boundedName(index.table, ...index.columns, index.unique ? 'key' : 'idx', digest)
}

/**
 * Pattern, as `~` takes it, of the names of the indexes that Atelier makes of objects' tables: those of `indexName`,
 * those for searches, and long ones as `boundedName` cuts them. Primary keys of long names look like these as well.
 */
export const INDEX_NAME = '(_(idx|key|search)_[0-9a-f]{6}|^.{54}_[0-9a-f]{8})$'
