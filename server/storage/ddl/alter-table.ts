import { quoteIdentifier, quoteTable } from '../sql/names.ts'
import type { ColumnShape, ForeignKeyShape } from './shape.ts'

/** One subcommand each. */
export function alterTable(schema: string, table: string, subcommand: string): string {
  return `ALTER TABLE ${quoteTable(schema, table)} ${subcommand}`
}

export function columnText(column: ColumnShape): string {
  const fallback = column.default === undefined ? '' : ` DEFAULT ${column.default}`
  return `${quoteIdentifier(column.name)} ${column.type}${column.notNull ? ' NOT NULL' : ''}${fallback}`
}

/**
 * A new column without a value has nothing that a foreign key could miss: where both are one subcommand, PostgreSQL
 * knows that and looks at no row.
 */
export function addColumn(
  schema: string,
  table: string,
  column: ColumnShape,
  foreignKey?: ForeignKeyShape,
): string {
  const key = foreignKey
    ? ` CONSTRAINT ${quoteIdentifier(foreignKey.name)} ${references(foreignKey, schema)}`
    : ''
  return alterTable(schema, table, `ADD COLUMN ${columnText(column)}${key}`)
}

export function renameColumn(schema: string, table: string, from: string, to: string): string {
  return alterTable(schema, table, `RENAME COLUMN ${quoteIdentifier(from)} TO ${quoteIdentifier(to)}`)
}

export function references({ target, onDelete }: ForeignKeyShape, schema: string): string {
  return `REFERENCES ${quoteTable(schema, target)} ("id") ON DELETE ${onDelete}`
}
