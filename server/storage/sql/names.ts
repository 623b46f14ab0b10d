import { createHash } from 'node:crypto'
import { raw, type Sql } from 'sql-template-tag'

/** PostgreSQL cuts longer identifiers off, silently. */
const MAX_BYTES = 63

export function quoteIdentifier(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}

/** `"schema"."table"`, as text for statements that are put together once. */
export function quoteTable(schema: string, table: string): string {
  return `${quoteIdentifier(schema)}.${quoteIdentifier(table)}`
}

export function identifier(name: string): Sql {
  return raw(quoteIdentifier(name))
}

export function tableRef(schema: string, table: string): Sql {
  return raw(quoteTable(schema, table))
}

/** `t1."column"`. */
export function columnRef(alias: string, column: string): Sql {
  return raw(`${alias}.${quoteIdentifier(column)}`)
}

/**
 * The name of an index, constraint or sequence: its parts joined, cut to 63 bytes with a hash of the whole when
 * longer, so that equal parts always give the equal name.
 */
export function boundedName(...parts: readonly string[]): string {
  const name = parts.join('_')
  if (Buffer.byteLength(name) <= MAX_BYTES) return name
  const hash = createHash('sha1').update(name).digest('hex').slice(0, 8)
  let head = name.slice(0, MAX_BYTES - 9)
  while (Buffer.byteLength(head) > MAX_BYTES - 9) head = head.slice(0, -1)
  return `${head}_${hash}`
}

/** A text as an SQL literal, for DDL (which takes no parameters). */
export function quoteLiteral(text: string): string {
  const quoted = `'${text.replaceAll("'", "''")}'`
  return text.includes('\\') ? ` E${quoted.replaceAll('\\', '\\\\')}` : quoted
}

/** The sequence (in the org's schema) that an AutoNumber column counts with. */
export function autoNumberSequence(table: string, column: string): string {
  return boundedName(table, column, 'seq')
}
