import type { Output, RecordOutput, Row } from './output.ts'

/** Writes a record as the REST API's JSON. `base` is `/services/data/v60.0/sobjects/`. */
export type WriteRecord = (row: Row, base: string) => string

type WriteEntry = (row: Row, base: string) => string

/** Made once per plan: constant texts are put together here, rows only join them with values. */
export function compileJson(record: RecordOutput): WriteRecord {
  const { idColumn, entries, entriesByPrefix } = record
  if (idColumn < 0) return compileAggregate(entries)
  const typeOf = compileType(record)
  if (entriesByPrefix) return compileByPrefix(record, entriesByPrefix)
  const write = compileEntries(entries)
  // Nearly always the same object and the same base as for the row before.
  let lastType: string | undefined
  let lastBase: string | undefined
  let head = ''
  return (row, base) => {
    const id = row[idColumn]
    if (id === null || id === undefined) return 'null'
    const type = typeOf(id)
    if (type !== lastType || base !== lastBase) {
      head = `{"attributes":{"type":"${type}","url":"${base}${type}/`
      lastType = type
      lastBase = base
    }
    return `${head}${id}"}${write(row, base)}}`
  }
}

function compileAggregate(entries: readonly Output[]): WriteRecord {
  const write = compileEntries(entries)
  return (row, base) => `{"attributes":{"type":"AggregateResult"}${write(row, base)}}`
}

function compileType({ typeByPrefix }: RecordOutput): (id: string) => string {
  const names = [...typeByPrefix.values()]
  if (names.length === 1) return () => names[0] as string
  return id => typeByPrefix.get(id.slice(0, 3)) ?? 'Name'
}

function compileByPrefix(
  record: RecordOutput,
  entriesByPrefix: ReadonlyMap<string, readonly Output[]>,
): WriteRecord {
  const { idColumn, typeByPrefix, entries } = record
  const writers = new Map(
    [...typeByPrefix].map(([prefix, name]) => {
      const own = entriesByPrefix.get(prefix) ?? entries
      return [prefix, compileJson({ idColumn, typeByPrefix: new Map([[prefix, name]]), entries: own })]
    }),
  )
  return (row, base) => {
    const id = row[idColumn]
    const write = id === null || id === undefined ? undefined : writers.get(id.slice(0, 3))
    return write ? write(row, base) : 'null'
  }
}

/** `,"Name":…` for each entry. */
function compileEntries(entries: readonly Output[]): WriteEntry {
  const writers = entries.map(compileEntry)
  return (row, base) => {
    let json = ''
    for (let i = 0; i < writers.length; i++) json += (writers[i] as WriteEntry)(row, base)
    return json
  }
}

function compileEntry(entry: Output): WriteEntry {
  const key = `,${JSON.stringify(entry.key)}:`
  const blank = `${key}null`
  if (entry.kind === 'value') {
    const { column, family } = entry
    // Ids are letters and digits.
    const toJson = family === 'id' ? (raw: string) => `"${raw}"` : entry.toJson
    return (row, base) => {
      const raw = row[column]
      return raw === null || raw === undefined ? blank : key + toJson(raw, base)
    }
  }
  const write = compileJson(entry.record)
  if (entry.kind === 'parent') return (row, base) => key + write(row, base)
  const { column } = entry
  return (row, base) => {
    const raw = row[column]
    return raw === null || raw === undefined
      ? blank
      : key + writeChildren(JSON.parse(raw) as Row[], write, base)
  }
}

function writeChildren(rows: readonly Row[], write: WriteRecord, base: string): string {
  let records = ''
  for (const row of rows) records += `${records === '' ? '' : ','}${write(row, base)}`
  return `{"totalSize":${rows.length},"done":true,"records":[${records}]}`
}

/** Records as the inside of a JSON array. */
export function writeRecords(
  rows: readonly Row[],
  write: WriteRecord,
  base: string,
  count = rows.length,
): string {
  let json = ''
  for (let i = 0; i < count; i++) json += (i === 0 ? '' : ',') + write(rows[i] as Row, base)
  return json
}
