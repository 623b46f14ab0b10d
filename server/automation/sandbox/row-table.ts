import type { ColumnKind, Table, TableColumn } from '../protocol.ts'
import { atelierModule } from './atelier-module.ts'

export type Row = Record<string, unknown>

const READ: Readonly<Record<ColumnKind, (value: unknown) => unknown>> = {
  plain: value => value,
  number: value => (value === null ? null : new atelierModule.Decimal(value as string)),
  table: value => {
    const table = value as Table | null
    return table ? toRows(table.columns, table.rows) : []
  },
}

/** Arrays → the objects that hooks work with: parents are nested objects, null when there is no parent. */
export function toRows(columns: readonly TableColumn[], rows: Table['rows']): Row[] {
  const fill = columns.map((column, index) => makeFiller(column, index))
  return rows.map(values => {
    const row: Row = {}
    for (const filler of fill) filler(row, values)
    return row
  })
}

function makeFiller(column: TableColumn, index: number): (row: Row, values: readonly unknown[]) => void {
  const read = READ[column.kind]
  const parents = column.path.split('.')
  const name = parents.pop() as string
  if (!parents.length) {
    return (row, values) => {
      row[name] = read(values[index])
    }
  }
  return (row, values) => {
    let target = row
    for (const parent of parents) {
      target[parent] ??= {}
      target = target[parent] as Row
    }
    target[name] = read(values[index])
  }
}

/** Records → arrays over all their fields. What a record leaves out crosses as `undefined`'s stand-in. */
export function toTable(records: readonly Row[]): { columns: readonly string[]; rows: unknown[][] } {
  const index = new Map<string, number>()
  for (const record of records) {
    for (const name in record) if (!index.has(name)) index.set(name, index.size)
  }
  const columns = [...index.keys()]
  const rows = records.map(record => columns.map(name => toWire(record, name)))
  return { columns, rows }
}

/** Marks a field that this record does not set: unlike null, it leaves the field alone. */
export const ABSENT = { absent: true }

function toWire(record: Row, name: string): unknown {
  const value = record[name]
  return value === undefined ? ABSENT : value
}
