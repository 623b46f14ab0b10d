import type { CellInput, Parsed } from '../../fields/field-type.ts'
import { AtelierError } from '../../kernel/errors.ts'
import { suggest } from '../../metadata/nearest-word.ts'
import type { FieldModel, ObjectModel } from '../../metadata/org-model.ts'
import type { Session } from '../../org/session.ts'
import { seenFields } from '../seen-names.ts'
import { type CellSource, columnSource, type FindColumn, joinedSource, withDefault } from './cell-source.ts'
import { looseForm } from './cell-text.ts'
import { compileLookup, type Lookup } from './compile-lookup.ts'
import type { Header } from './find-header.ts'
import type { ColumnMapping, ImportOptions, JoinedField, MappedColumn } from './import-options.ts'
import { readRecordType } from './read-record-type.ts'

/** A field that the file fills. */
export interface Target {
  readonly field: FieldModel
  /** Header of the column, for messages; blank for a default. */
  readonly column: string
  /** Place of the column in the row; -1 for none. */
  readonly index: number
  readonly source: CellSource
  /** Not for lookups, which are resolved batch by batch. */
  readonly parse: (cell: CellInput) => Parsed
  readonly lookup?: Lookup
}

/** A mapping ready to read rows. */
export interface RowPlan {
  readonly object: ObjectModel
  readonly header: Header
  readonly targets: readonly Target[]
  /** Texts that tell a row from others; none: rows are not compared. */
  readonly key: readonly { readonly column: string; readonly source: CellSource }[]
  /** The key was asked for: a row without it is refused. */
  readonly needsKey: boolean
}

interface Compiling {
  readonly session: Session
  readonly object: ObjectModel
  readonly header: Header
  readonly mapping: ColumnMapping
  readonly options: ImportOptions
  readonly find: FindColumn
  readonly sources: ReadonlyMap<string, CellSource>
}

/** Throws for a mapping that names what neither the file nor the object has. */
export function compileMapping(
  session: Session,
  object: ObjectModel,
  header: Header,
  mapping: ColumnMapping,
  options: ImportOptions,
): RowPlan {
  within('/object', () => checkObject(mapping, object))
  const find = columnFinder(header)
  const sources = new Map(
    mapping.columns.map((column, at) =>
      within(`/columns/${at}`, () => [looseForm(column.column), columnSource(column, find)] as const),
    ),
  )
  const compiling = { session, object, header, mapping, options, find, sources }
  const targets = [
    ...mapping.columns.flatMap((column, at) =>
      within(`/columns/${at}`, () =>
        column.field === null ? [] : [columnTarget(compiling, column, column.field)],
      ),
    ),
    ...(mapping.joined ?? []).map((joined, at) =>
      within(`/joined/${at}`, () => joinedTarget(compiling, joined)),
    ),
  ]
  const filled = addDefaults(compiling, targets)
  checkTargets(filled, object)
  const needsKey = mapping.key !== undefined || options.upsert !== undefined
  return { object, header, targets: filled, key: keyOf(compiling, filled), needsKey }
}

/** Errors of a part of the mapping say which part it is. */
function within<T>(path: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    if (!(error instanceof AtelierError)) throw error
    const problems = error.problems.map(problem => ({ ...problem, path }))
    throw new AtelierError(error.code, error.message, problems)
  }
}

function checkObject({ object: named }: ColumnMapping, object: ObjectModel): void {
  if (named !== undefined && named.toLowerCase() !== object.name.toLowerCase())
    throw wrong(`The mapping is for ${named}, not for ${object.name}.`)
}

function columnFinder(header: Header): FindColumn {
  const places = new Map(header.columns.map((text, index) => [looseForm(text), index] as const).reverse())
  return text => {
    const index = places.get(looseForm(text))
    if (index !== undefined) return index
    throw wrong(
      `The file has no column "${text}" (its header is in row ${header.row}).`,
      suggest(text, header.columns),
    )
  }
}

function columnTarget(compiling: Compiling, column: MappedColumn, name: string): Target {
  const field = fieldOf(compiling, name)
  const source = compiling.sources.get(looseForm(column.column)) as CellSource
  return makeTarget(compiling, field, column.column, source, column)
}

function joinedTarget(compiling: Compiling, { field: name, columns, separator = '' }: JoinedField): Target {
  const sources = columns.map(column => sourceOf(compiling, column))
  return makeTarget(compiling, fieldOf(compiling, name), columns[0] ?? '', joinedSource(sources, separator))
}

function sourceOf({ sources, find }: Compiling, column: string): CellSource {
  const known = sources.get(looseForm(column))
  if (known) return known
  const index = find(column)
  return cells => cells[index] ?? null
}

function makeTarget(
  { session, object, find, options }: Compiling,
  field: FieldModel,
  column: string,
  source: CellSource,
  mapped?: MappedColumn,
): Target {
  const index = column === '' ? -1 : find(column)
  const context = { timeZone: options.timeZone ?? session.org.timeZone }
  const base = { field, column, index, source }
  if (field.name === 'RecordTypeId') return { ...base, parse: cell => readRecordType(object, cell) }
  const lookup = field.referenceTo ? compileLookup(session, field, mapped) : undefined
  return {
    ...base,
    parse: cell => field.fieldType.parseCell(cell, field, context),
    ...(lookup && { lookup }),
  }
}

function addDefaults(compiling: Compiling, targets: readonly Target[]): readonly Target[] {
  const defaults = new Map(
    Object.entries({ ...compiling.mapping.defaults, ...compiling.options.defaults }).map(([name, text]) => [
      fieldOf(compiling, name),
      text,
    ]),
  )
  const filled = targets.map(target => {
    const text = defaults.get(target.field)
    defaults.delete(target.field)
    return text === undefined ? target : { ...target, source: withDefault(target.source, text) }
  })
  return [...filled, ...[...defaults].map(([field, text]) => makeTarget(compiling, field, '', () => text))]
}

function fieldOf({ session, object, options }: Compiling, name: string): FieldModel {
  const field = object.fields.get(name.toLowerCase())
  if (!field || !session.access.field(field, 'read')) {
    const names = seenFields(session, object).map(one => one.name)
    throw wrong(`${object.name} has no field "${name}".`, suggest(name, names))
  }
  const isKey = options.upsert?.toLowerCase() === field.name.toLowerCase()
  if (isKey || ((field.createable || field.updateable) && field.fieldType.writable)) return field
  throw wrong(`${object.name}.${field.name} cannot be set: leave its column out ("field": null).`)
}

function checkTargets(targets: readonly Target[], object: ObjectModel): void {
  if (targets.length === 0)
    throw wrong(
      `No column of the file belongs to a field of ${object.name}: nothing can be imported. Give a mapping (--map).`,
    )
  const seen = new Map<FieldModel, Target>()
  for (const target of targets) {
    const other = seen.get(target.field)
    if (other)
      throw wrong(
        `"${other.column}" and "${target.column}" are both mapped to ${target.field.name}: leave one of them out ("field": null).`,
      )
    seen.set(target.field, target)
  }
}

/** The key that the mapping names; else the upsert field, else the first external id that is filled from columns. */
function keyOf(compiling: Compiling, targets: readonly Target[]): RowPlan['key'] {
  const { mapping, options } = compiling
  const byField = (name: string): Target | undefined =>
    targets.find(one => one.field.name.toLowerCase() === name.toLowerCase())
  if (mapping.key)
    return mapping.key.map((name, at) => {
      const target = byField(name)
      const source = target?.source ?? within(`/key/${at}`, () => sourceOf(compiling, name))
      return { column: target?.column ?? name, source }
    })
  if (options.upsert) checkUpsertField(compiling, options.upsert)
  const found = options.upsert
    ? byField(options.upsert)
    : targets.find(({ field, index }) => field.externalId && field.unique && index >= 0)
  if (options.upsert && !found)
    throw wrong(
      `No column is mapped to ${options.upsert}, by which the records are to be found.`,
      `Write into the mapping which one it is: { "column": …, "field": "${options.upsert}" }.`,
    )
  return found ? [{ column: found.column, source: found.source }] : []
}

function checkUpsertField({ session, object }: Compiling, name: string): void {
  const seen = seenFields(session, object)
  const field = seen.find(one => one.name.toLowerCase() === name.toLowerCase())
  if (field?.externalId || field?.name === 'Id') return
  const keys = seen.filter(one => one.externalId).map(one => one.name)
  const what = field
    ? `${object.name}.${field.name} is no external id`
    : `${object.name} has no field "${name}"`
  const known = keys.length > 0 ? `its external ids are ${keys.join(', ')}` : 'it has no external id, only Id'
  throw wrong(`${what}: records are found by an external id or by Id, and ${known}.`, suggest(name, keys))
}

function wrong(message: string, hint?: string): AtelierError {
  return new AtelierError('INVALID_INPUT', message, [
    { code: 'INVALID_INPUT', message, ...(hint && { hint }) },
  ])
}
