import { boundedName } from '../sql/names.ts'
import type { Renames } from './rename-shape.ts'
import type { ColumnShape, TableShape, Tombstone } from './shape.ts'
import type { DdlStep } from './step.ts'

export interface TableChange {
  /** As it stands; undefined when the table is new. */
  readonly old: TableShape | undefined
  /** `old` under its new names. */
  readonly renamed: TableShape | undefined
  readonly after: TableShape
  readonly renames: Renames
  readonly tombstones: readonly Tombstone[]
  readonly version: number
}

/** Steps for one table that the new model has. Conversions of types are planned from the fields, not here. */
export function planTable(change: TableChange): DdlStep[] {
  const { old, renamed, after } = change
  if (old && renamed) {
    return [...renameParts(old, renamed, after, change.renames), ...planParts(renamed, change)]
  }
  const aside = change.tombstones.find(stone => stone.table === after.name && stone.column === undefined)
  if (aside) {
    const { name: table } = after
    const restored = { name: table, columns: aside.columns, indexes: [], foreignKeys: [], sequences: [] }
    return [{ kind: 'restoreTable', table, aside: aside.aside }, ...planParts(restored, change)]
  }
  return [
    { kind: 'createTable', table: after.name, columns: after.columns },
    ...after.sequences.map(sequence => ({ kind: 'createSequence', sequence }) as const),
    ...after.indexes.map(index => ({ kind: 'createIndex', index }) as const),
    ...after.foreignKeys.map(foreignKey => ({ kind: 'addForeignKey', foreignKey, validate: false }) as const),
  ]
}

function renameParts(old: TableShape, renamed: TableShape, after: TableShape, renames: Renames): DdlStep[] {
  const table = after.name
  const steps: DdlStep[] = []
  for (const [column, to] of renames.columns.get(table) ?? []) {
    steps.push({ kind: 'renameColumn', table, column, to })
  }
  const rename = (
    kind: 'renameIndex' | 'renameForeignKey' | 'renameSequence',
    part: 'indexes' | 'foreignKeys' | 'sequences',
  ): void => {
    const wanted = new Set(after[part].map(({ name }) => name))
    old[part].forEach(({ name }, index) => {
      const to = renamed[part][index]?.name as string
      if (to !== name && wanted.has(to)) steps.push({ kind, table, name, to })
    })
  }
  rename('renameIndex', 'indexes')
  rename('renameForeignKey', 'foreignKeys')
  rename('renameSequence', 'sequences')
  return steps
}

function planParts(before: TableShape, change: TableChange): DdlStep[] {
  return joinForeignKeys([...planColumns(before, change), ...planLinks(before, change)])
}

/** The foreign key of a new column comes with it. */
function joinForeignKeys(steps: readonly DdlStep[]): DdlStep[] {
  const empty = new Set(
    steps.flatMap(step =>
      step.kind === 'addColumn' && step.column.default === undefined ? [step.column.name] : [],
    ),
  )
  const keys = steps.flatMap(step =>
    step.kind === 'addForeignKey' && empty.has(step.foreignKey.column) ? [step.foreignKey] : [],
  )
  const names = new Set(keys.map(({ name }) => name))
  return steps.flatMap((step): DdlStep[] => {
    if (step.kind === 'addForeignKey' && names.has(step.foreignKey.name)) return []
    if (step.kind === 'validateForeignKey' && names.has(step.name)) return []
    if (step.kind !== 'addColumn') return [step]
    const foreignKey = keys.find(({ column }) => column === step.column.name)
    return [foreignKey ? { ...step, foreignKey } : step]
  })
}

function planColumns(before: TableShape, { after, tombstones, version }: TableChange): DdlStep[] {
  const table = after.name
  const had = new Map(before.columns.map(column => [column.name, column]))
  const wanted = new Set(after.columns.map(column => column.name))
  const steps: DdlStep[] = []
  for (const column of before.columns.filter(({ name }) => !wanted.has(name))) {
    steps.push({ kind: 'setColumnAside', table, column, aside: asideName(version, column.name) })
  }
  for (const column of after.columns) {
    const earlier = had.get(column.name)
    if (earlier) steps.push(...alterColumn(table, earlier, column))
    else steps.push(newColumn(table, column, tombstones))
  }
  return steps
}

/** What a column or table is called while it is set aside; no API name starts with an underscore. */
export function asideName(version: number, name: string): string {
  return boundedName('', String(version), name)
}

function newColumn(table: string, column: ColumnShape, tombstones: readonly Tombstone[]): DdlStep {
  const aside = tombstones.find(
    stone => stone.table === table && stone.column === column.name && stone.columns[0]?.type === column.type,
  )
  if (aside) return { kind: 'restoreColumn', table, column, aside: aside.aside }
  return { kind: 'addColumn', table, column }
}

/** NOT NULL is never put on rows that are there: the engine's own checks hold it for new ones. */
function alterColumn(table: string, before: ColumnShape, after: ColumnShape): DdlStep[] {
  const column = after.name
  const steps: DdlStep[] = []
  if (before.notNull && !after.notNull) steps.push({ kind: 'dropNotNull', table, column })
  if (before.default !== after.default) steps.push({ kind: 'setDefault', table, column, to: after.default })
  return steps
}

function planLinks(before: TableShape, { after, old, renamed }: TableChange): DdlStep[] {
  const steps: DdlStep[] = []
  const oldNames = new Map(
    (['indexes', 'foreignKeys'] as const).flatMap(part =>
      (renamed?.[part] ?? []).map(({ name }, index) => [name, old?.[part][index]] as const),
    ),
  )
  const indexes = new Set(before.indexes.map(({ name }) => name))
  const wantedIndexes = new Set(after.indexes.map(({ name }) => name))
  for (const index of before.indexes.filter(({ name }) => !wantedIndexes.has(name))) {
    steps.push({ kind: 'dropIndex', index: { ...index, name: oldNames.get(index.name)?.name ?? index.name } })
  }
  for (const index of after.indexes.filter(({ name }) => !indexes.has(name))) {
    steps.push({ kind: 'createIndex', index })
  }
  const sequences = new Set(before.sequences.map(({ name }) => name))
  for (const sequence of after.sequences.filter(({ name }) => !sequences.has(name))) {
    steps.push({ kind: 'createSequence', sequence })
  }
  return [...steps, ...planForeignKeys(before, after, oldNames)]
}

function planForeignKeys(
  before: TableShape,
  after: TableShape,
  oldNames: ReadonlyMap<string, { readonly name: string; readonly table: string } | undefined>,
): DdlStep[] {
  const steps: DdlStep[] = []
  const had = new Map(before.foreignKeys.map(key => [key.name, key]))
  const wanted = new Map(after.foreignKeys.map(key => [key.name, key]))
  const isSame = (name: string): boolean => {
    const [a, b] = [had.get(name), wanted.get(name)]
    return a?.target === b?.target && a?.onDelete === b?.onDelete
  }
  for (const key of before.foreignKeys.filter(({ name }) => !isSame(name))) {
    const { name = key.name, table = key.table } = oldNames.get(key.name) ?? {}
    steps.push({ kind: 'dropForeignKey', foreignKey: { ...key, name, table } })
  }
  for (const foreignKey of after.foreignKeys.filter(({ name }) => !isSame(name))) {
    steps.push({ kind: 'addForeignKey', foreignKey, validate: true })
    steps.push({ kind: 'validateForeignKey', table: foreignKey.table, name: foreignKey.name })
  }
  return steps
}
