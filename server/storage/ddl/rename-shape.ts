import { autoNumberSequence, boundedName, quoteIdentifier } from '../sql/names.ts'
import { indexName } from './index-name.ts'
import type { ForeignKeyShape, IndexShape, SequenceShape, TableShape } from './shape.ts'

/** An object or field that declares its earlier names. All in lower case. */
export interface FormerName {
  readonly table: string
  /** Undefined: the table itself. */
  readonly column?: string
  readonly formerly: readonly string[]
}

/** Renames that really happen between two models. */
export interface Renames {
  /** Old table name to new. */
  readonly tables: ReadonlyMap<string, string>
  /** By new table name: old column name to new. */
  readonly columns: ReadonlyMap<string, ReadonlyMap<string, string>>
}

type Shapes = ReadonlyMap<string, TableShape>

/** A former name counts when it was there before, is gone now, and the new name is new. */
export function findRenames(before: Shapes, after: Shapes, former: readonly FormerName[]): Renames {
  const tables = new Map<string, string>()
  for (const { table, column, formerly } of former) {
    if (column !== undefined || before.has(table) || !after.has(table)) continue
    const old = formerly.find(name => before.has(name) && !after.has(name))
    if (old !== undefined) tables.set(old, table)
  }
  const oldNames = new Map([...tables].map(([old, name]) => [name, old]))
  const columns = new Map<string, Map<string, string>>()
  for (const { table, column, formerly } of former) {
    if (column === undefined) continue
    const earlier = columnNames(before.get(oldNames.get(table) ?? table))
    const now = columnNames(after.get(table))
    if (earlier.has(column) || !now.has(column)) continue
    const old = formerly.find(name => earlier.has(name) && !now.has(name))
    if (old === undefined) continue
    const ofTable = columns.get(table) ?? new Map<string, string>()
    columns.set(table, ofTable.set(old, column))
  }
  return { tables, columns }
}

export function invertRenames(renames: Renames): Renames {
  const back = new Map([...renames.tables].map(([old, name]) => [name, old]))
  const columns = [...renames.columns].map(
    ([table, names]) =>
      [back.get(table) ?? table, new Map([...names].map(([old, name]) => [name, old]))] as const,
  )
  return { tables: back, columns: new Map(columns) }
}

function columnNames(shape: TableShape | undefined): ReadonlySet<string> {
  return new Set(shape?.columns.map(column => column.name))
}

/** The table as it is after its renames, with constraints and indexes named for it. */
export function renameShape(shape: TableShape, renames: Renames): TableShape {
  const table = renames.tables.get(shape.name) ?? shape.name
  const names = renames.columns.get(table) ?? new Map<string, string>()
  const columnName = (name: string): string => names.get(name) ?? name
  return {
    name: table,
    columns: shape.columns.map(column => ({ ...column, name: columnName(column.name) })),
    indexes: shape.indexes.map(index => renameIndex(index, table, names)),
    foreignKeys: shape.foreignKeys.map(key => renameForeignKey(key, table, columnName, renames)),
    sequences: shape.sequences.map(sequence => renameSequence(sequence, table, columnName)),
  }
}

/** Over columns of other names, and so under another name itself. */
export function renameIndex(
  index: IndexShape,
  table: string,
  names: ReadonlyMap<string, string>,
): IndexShape {
  const rename = (text: string): string =>
    text.replace(/"((?:[^"]|"")+)"/g, (quoted, name: string) =>
      names.has(name) ? quoteIdentifier(names.get(name) as string) : quoted,
    )
  const renamed = {
    ...index,
    table,
    columns: index.columns.map(column => names.get(column) ?? column),
    keys: index.keys.map(rename),
    ...(index.where === undefined ? {} : { where: rename(index.where) }),
  }
  return { ...renamed, name: indexName(renamed) }
}

function renameForeignKey(
  key: ForeignKeyShape,
  table: string,
  columnName: (name: string) => string,
  renames: Renames,
): ForeignKeyShape {
  const column = columnName(key.column)
  const target = renames.tables.get(key.target) ?? key.target
  return { ...key, name: boundedName(table, column, 'fkey'), table, column, target }
}

function renameSequence(
  sequence: SequenceShape,
  table: string,
  columnName: (name: string) => string,
): SequenceShape {
  const column = columnName(sequence.column)
  return { ...sequence, name: autoNumberSequence(table, column), table, column }
}
