import { boundedName, quoteIdentifier, quoteLiteral, quoteTable } from '../sql/names.ts'
import { alterTable, renameColumn } from './alter-table.ts'
import type { ColumnShape } from './shape.ts'
import type { StepOf } from './step.ts'

const q = quoteIdentifier

export function renameTable(schema: string, from: string, to: string): string[] {
  const key = `RENAME CONSTRAINT ${q(boundedName(from, 'pkey'))} TO ${q(boundedName(to, 'pkey'))}`
  return [alterTable(schema, from, key), alterTable(schema, from, `RENAME TO ${q(to)}`)]
}

/** With a constant default, rows that are made meanwhile stay within NOT NULL. */
export function setColumnAside({ table, column, aside }: StepOf<'setColumnAside'>, schema: string): string[] {
  const mustRelax = column.notNull && column.default === undefined
  return [
    ...(mustRelax ? [alterTable(schema, table, `ALTER COLUMN ${q(column.name)} DROP NOT NULL`)] : []),
    renameColumn(schema, table, column.name, aside),
    remember(schema, table, column.name, aside, [column]),
  ]
}

export function restoreColumn({ table, column, aside }: StepOf<'restoreColumn'>, schema: string): string[] {
  return [renameColumn(schema, table, aside, column.name), forget(schema, table, aside)]
}

export function setTableAside({ table, aside, columns }: StepOf<'setTableAside'>, schema: string): string[] {
  return [...renameTable(schema, table, aside), remember(schema, table, '', aside, columns)]
}

export function restoreTable({ table, aside }: StepOf<'restoreTable'>, schema: string): string[] {
  return [...renameTable(schema, aside, table), forget(schema, table, aside)]
}

export function keepOriginals(step: StepOf<'keepOriginals'>, schema: string): string[] {
  const { table, column, aside, where } = step
  return [
    alterTable(schema, table, `ADD COLUMN ${q(aside)} jsonb`),
    `UPDATE ${quoteTable(schema, table)} SET ${q(aside)} = COALESCE(to_jsonb(${q(column)}), 'null') WHERE ${where}`,
    remember(schema, table, column, aside, [{ name: aside, type: 'jsonb', notNull: false }]),
  ]
}

export function restoreOriginals(step: StepOf<'restoreOriginals'>, schema: string): string[] {
  const { table, column, aside, value, where } = step
  return [
    `UPDATE ${quoteTable(schema, table)} SET ${q(column)} = ${value} WHERE ${q(aside)} IS NOT NULL AND ${where}`,
    alterTable(schema, table, `DROP COLUMN ${q(aside)}`),
    forget(schema, table, aside),
  ]
}

function remember(
  schema: string,
  table: string,
  column: string,
  aside: string,
  columns: readonly ColumnShape[],
): string {
  const values = [table, column, aside, JSON.stringify(columns)].map(quoteLiteral).join(', ')
  return `INSERT INTO ${quoteTable(schema, '_tombstone')} ("table_name", "column_name", "aside", "columns") VALUES (${values})`
}

function forget(schema: string, table: string, aside: string): string {
  return `DELETE FROM ${quoteTable(schema, '_tombstone')} WHERE "table_name" = ${quoteLiteral(table)} AND "aside" = ${quoteLiteral(aside)}`
}
