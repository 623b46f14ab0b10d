import type { Value } from '../../fields/field-type.ts'
import type { Output, RecordOutput, Row } from './output.ts'

/** A value of a table: what is inside the engine, or the table of child records. */
export type TableValue = Value | Table | null

export interface TableColumn {
  /** `Id`, `order__r.Status`; each dot is a record inside the record. */
  readonly path: string
  /** Numbers are decimal text; children are tables. */
  readonly kind: 'plain' | 'number' | 'table'
}

/** Records as arrays in the order of `columns`. */
export interface Table {
  readonly columns: readonly TableColumn[]
  readonly rows: readonly (readonly TableValue[])[]
}

/** Turns raw rows into tables. Made once per plan. */
export interface TableReader {
  readonly columns: readonly TableColumn[]
  readonly read: (row: Row) => readonly TableValue[]
}

interface Cell {
  readonly column: TableColumn
  readonly read: (row: Row) => TableValue
}

export function compileTable(record: RecordOutput): TableReader {
  const cells = cellsOf(record.entries, '')
  const readers = cells.map(cell => cell.read)
  return { columns: cells.map(cell => cell.column), read: row => readers.map(read => read(row)) }
}

function cellsOf(entries: readonly Output[], before: string): readonly Cell[] {
  return entries.flatMap(entry => {
    const path = before + entry.key
    if (entry.kind === 'parent') return cellsOf(parentEntries(entry.record), `${path}.`)
    const { column } = entry
    if (entry.kind === 'children') {
      const reader = compileTable(entry.record)
      return [
        { column: { path, kind: 'table' }, read: row => readChildren(row[column], reader) } satisfies Cell,
      ]
    }
    const { family, fromDatabase } = entry
    const kind = family === 'number' ? 'number' : 'plain'
    const read = (row: Row): TableValue => {
      const raw = row[column]
      return raw === null || raw === undefined ? null : fromDatabase(raw)
    }
    return [{ column: { path, kind }, read } satisfies Cell]
  })
}

/** TYPEOF: a table has the columns of all objects, the first one of each name. */
function parentEntries({ entries, entriesByPrefix }: RecordOutput): readonly Output[] {
  const all = [...entries, ...[...(entriesByPrefix?.values() ?? [])].flat()]
  return [...new Map(all.reverse().map(entry => [entry.key, entry])).values()].reverse()
}

function readChildren(raw: string | null | undefined, { columns, read }: TableReader): Table {
  const rows = raw === null || raw === undefined ? [] : (JSON.parse(raw) as readonly Row[])
  return { columns, rows: rows.map(read) }
}
