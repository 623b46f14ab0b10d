import type { Sql } from 'sql-template-tag'
import type { Output, ParentOutput, RecordOutput } from './output.ts'
import type { Expression } from './plan-field.ts'
import { type Reached, reachedId, type Source } from './plan-source.ts'
import { selectAsText } from './plan-type.ts'

export interface DraftRecord extends RecordOutput {
  readonly entries: Output[]
}

/** The select list of one level under construction, and the tree of what is answered. */
export interface Columns {
  readonly source: Source
  /** 1 for the query itself; the columns of those inside it are all text. */
  readonly level: number
  readonly list: Sql[]
  readonly byText: Map<string, number>
  readonly record: DraftRecord
  /** Parent records by lower-case path. */
  readonly parents: Map<string, DraftRecord>
}

export function openColumns(source: Source, level = 1): Columns {
  const list: Sql[] = []
  const reached: Reached = { path: '', places: [source.root] }
  const record = recordAt(reached, 0)
  const columns: Columns = { source, level, list, byText: new Map(), record, parents: new Map() }
  addColumn(columns, reachedId(reached))
  return columns
}

/** A level whose rows are no records: aggregates and groups. */
export function openGroupColumns(source: Source): Columns {
  const record: DraftRecord = { idColumn: -1, typeByPrefix: new Map(), entries: [] }
  return { source, level: 1, list: [], byText: new Map(), record, parents: new Map() }
}

/** The index of the column; equal expressions share one. */
export function addColumn(columns: Columns, expression: Sql): number {
  const key = expression.values.length === 0 ? expression.text : undefined
  const known = key === undefined ? undefined : columns.byText.get(key)
  if (known !== undefined) return known
  const index = columns.list.push(expression) - 1
  if (key !== undefined) columns.byText.set(key, index)
  return index
}

/** A value under a key of a record. */
export function addValue(columns: Columns, entries: Output[], key: string, expression: Expression): void {
  const { type } = expression
  const selected = columns.level > 1 ? selectAsText(type, expression.sql) : type.select(expression.sql)
  const column = addColumn(columns, selected)
  const { family, toJson, fromDatabase, toCell } = type
  entries.push({ kind: 'value', key, column, family, toJson, fromDatabase, toCell })
}

/** The entries of the record that a path has reached; makes the records on the way. */
export function entriesAt(columns: Columns, reachedPaths: readonly Reached[]): Output[] {
  let record = columns.record
  for (const reached of reachedPaths) {
    const key = reached.path.toLowerCase()
    const known = columns.parents.get(key)
    const next = known ?? recordAt(reached, addColumn(columns, reachedId(reached)))
    if (!known) {
      columns.parents.set(key, next)
      record.entries.push(parentEntry(reached, next))
    }
    record = next
  }
  return record.entries
}

function parentEntry({ path }: Reached, record: RecordOutput): ParentOutput {
  return { kind: 'parent', key: path.slice(0, -1).split('.').at(-1) as string, record }
}

export function recordAt({ places }: Reached, idColumn: number): DraftRecord {
  const typeByPrefix = new Map(places.map(({ object }) => [object.keyPrefix, object.name]))
  return { idColumn, typeByPrefix, entries: [] }
}
