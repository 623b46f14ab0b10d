import { quoteIdentifier, quoteTable } from '../sql/names.ts'
import type { IndexShape } from './shape.ts'

/** `CONCURRENTLY`: while records are saved, and not inside a transaction. */
export function createIndexSql(
  index: IndexShape,
  schema: string,
  how?: 'CONCURRENTLY' | 'CONCURRENTLY IF NOT EXISTS',
): string {
  const unique = index.unique ? 'UNIQUE ' : ''
  const where = index.where === undefined ? '' : ` WHERE ${index.where}`
  const name = `${how ? `${how} ` : ''}${quoteIdentifier(index.name)}`
  return `CREATE ${unique}INDEX ${name} ON ${quoteTable(schema, index.table)} USING ${index.method} (${index.keys.join(', ')})${where}`
}
