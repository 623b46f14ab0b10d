import type { Value } from '../../fields/field-type.ts'
import type { Output, RecordOutput, Row } from './output.ts'

/** A record with its parents as records and its children as lists of records. */
export interface ReadRecord {
  readonly [name: string]: Value | ReadRecord | readonly ReadRecord[]
}

export type MakeRecord = (row: Row) => ReadRecord | null

/** Turns raw rows into records of engine values. Made once per plan. */
export function compileRecord(record: RecordOutput): MakeRecord {
  const { idColumn, entries, entriesByPrefix } = record
  const fill = compileEntries(entries)
  const byPrefix =
    entriesByPrefix && new Map([...entriesByPrefix].map(([prefix, own]) => [prefix, compileEntries(own)]))
  return row => {
    const id = idColumn < 0 ? '' : (row[idColumn] ?? null)
    return id === null ? null : (byPrefix?.get(id.slice(0, 3)) ?? fill)(row)
  }
}

function compileEntries(entries: readonly Output[]): (row: Row) => ReadRecord {
  const readers = entries.map(entry => [entry.key, compileEntry(entry)] as const)
  return row => {
    const record: Record<string, ReadRecord[string]> = {}
    for (const [key, read] of readers) record[key] = read(row)
    return record
  }
}

function compileEntry(entry: Output): (row: Row) => ReadRecord[string] {
  if (entry.kind === 'value') {
    const { column, fromDatabase } = entry
    return row => {
      const raw = row[column]
      return raw === null || raw === undefined ? null : fromDatabase(raw)
    }
  }
  const make = compileRecord(entry.record)
  if (entry.kind === 'parent') return make
  const { column } = entry
  return row => {
    const raw = row[column]
    const rows = raw === null || raw === undefined ? [] : (JSON.parse(raw) as readonly Row[])
    return rows.map(child => make(child) as ReadRecord)
  }
}
