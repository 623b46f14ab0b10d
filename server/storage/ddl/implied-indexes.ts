import sql, { raw } from 'sql-template-tag'
import { endsOfLink } from '../../metadata/file-objects.ts'
import type { FieldModel, ListViewModel, ObjectModel } from '../../metadata/org-model.ts'
import { asTeam } from '../../metadata/team-objects.ts'
import { quoteIdentifier } from '../sql/names.ts'
import { orderDirection } from '../sql/order.ts'
import { accessColumns, criteriaFields, listedColumns } from './access-columns.ts'
import { fixedFields } from './fixed-fields.ts'
import { indexName } from './index-name.ts'
import { inlineSql } from './inline-sql.ts'
import type { IndexShape } from './shape.ts'

const LIVE = 'NOT "isdeleted"'

/** Kept by the engine; nobody lists records by them often enough to pay for an index at every write. */
const UNINDEXED_LOOKUPS = new Set(['createdbyid', 'lastmodifiedbyid', 'recordtypeid'])

/** The indexes that an object's fields and list views ask for, without doubles. */
export function impliedIndexes(object: ObjectModel): readonly IndexShape[] {
  const stored = object.fieldList.filter(field => field.column !== null)
  const all = [
    ...stored.flatMap(field => fieldIndexes(object, field)),
    ...systemIndexes(object),
    ...onceIndex(object),
    ...[...object.listViews.values()].flatMap(view => [
      ...listViewIndex(object, view),
      ...calendarIndex(object, view),
    ]),
    ...criteriaFields(object).map(field => criteriaIndex(object, field)),
  ]
  return [...new Map(all.map(index => [index.name, index])).values()]
}

function fieldIndexes(object: ObjectModel, field: FieldModel): IndexShape[] {
  const column = field.column as string
  // Rows that have a value only: for a new field on a million rows the index is empty and quickly made.
  const where = `${quoteIdentifier(column)} IS NOT NULL`
  if (field.unique && column !== 'id') {
    return [indexOn(object, [column], [comparable(field)], { unique: true, where: `${where} AND ${LIVE}` })]
  }
  if (field.externalId) return [indexOn(object, [column], [comparable(field)], { where })]
  const isLookup = (field.referenceTo?.length ?? 0) > 0 && !UNINDEXED_LOOKUPS.has(column)
  if (isLookup) {
    const shown = column === 'ownerid' ? listedColumns(object) : []
    return [indexOn(object, [column], [column, 'id', ...shown].map(quoteIdentifier), { where })]
  }
  return []
}

/**
 * Name for lists and look-ups, CreatedDate for newest first. SystemModstamp changes at every update: a BRIN index
 * lets PostgreSQL keep updates inside their page.
 */
function systemIndexes(object: ObjectModel): IndexShape[] {
  const indexes: IndexShape[] = []
  const has = (column: string): boolean => object.fields.get(column)?.column === column
  if (object.nameField.column !== null && !object.nameField.unique) {
    indexes.push(sortIndex(object, [], [{ field: object.nameField, descending: false }]))
  }
  const created = object.fields.get('createddate')
  if (created) indexes.push(sortIndex(object, [], [{ field: created, descending: false }]))
  if (has('systemmodstamp')) {
    indexes.push(indexOn(object, ['systemmodstamp'], ['"systemmodstamp"'], { method: 'brin' }))
  }
  return indexes
}

/** A user is a member of a team once, and a file is linked to a record once. */
function onceIndex(object: ObjectModel): IndexShape[] {
  const team = asTeam(object)
  const ends = team ? [team.record, team.user] : endsOfLink(object)
  if (ends.length === 0) return []
  const columns = ends.map(({ column }) => column as string)
  return [indexOn(object, columns, columns.map(quoteIdentifier), { unique: true, where: LIVE })]
}

function criteriaIndex(object: ObjectModel, { column }: FieldModel): IndexShape {
  return indexOn(object, [column as string], [column as string, 'id'].map(quoteIdentifier), { where: LIVE })
}

/** A list view's fixed values in front, its order behind them: the first page is read from the index alone. */
function listViewIndex(object: ObjectModel, view: ListViewModel): IndexShape[] {
  const fixed = fixedFields(object, view.filter?.logic ?? null)
  const order: SortKey[] = []
  for (const { field: name, descending } of view.orderBy) {
    const field = object.fields.get(name.toLowerCase())
    // An order of its own (picklists) changes with the values: no index is built anew for a new value.
    if (!field || field.column === null || field.fieldType.sortKey) break
    order.push({ field, descending })
  }
  if (fixed.length === 0 && order.length === 0) return []
  return [sortIndex(object, fixed, order)]
}

/** The first records of each day of a list view's calendar; read from behind, it is the index of its latest first. */
function calendarIndex(object: ObjectModel, { calendar }: ListViewModel): IndexShape[] {
  const field = object.fields.get(calendar?.startField.toLowerCase() ?? '')
  return field && field.column !== null ? [sortIndex(object, [], [{ field, descending: true }])] : []
}

interface SortKey {
  readonly field: FieldModel
  readonly descending: boolean
}

/**
 * Live rows by fixed values, then in order, then by id in the last key's direction (as lists are read). What access
 * asks for stands behind: rows that may not be seen are passed over inside the index.
 */
function sortIndex(object: ObjectModel, fixed: readonly FieldModel[], order: readonly SortKey[]): IndexShape {
  const fields = [...fixed, ...order.map(key => key.field)]
  const ordered = order.filter(({ field }) => field.column !== 'id')
  const idDescending = order.at(-1)?.descending ?? false
  const keys = [
    ...fixed.map(comparable),
    ...ordered.map(({ field, descending }) => `${comparable(field)} ${orderDirection(descending)}`),
    `"id"${idDescending ? ' DESC' : ''}`,
    ...accessColumns(object)
      .filter(column => !fields.some(field => field.column === column))
      .map(quoteIdentifier),
  ]
  return indexOn(
    object,
    fields.map(field => field.column as string),
    keys,
    { where: LIVE },
  )
}

/** What equality and order of the field compare, as SQL text. */
function comparable(field: FieldModel): string {
  const column = sql`${raw(quoteIdentifier(field.column as string))}`
  return inlineSql(field.fieldType.comparable(column, field))
}

function indexOn(
  object: ObjectModel,
  columns: readonly string[],
  keys: readonly string[],
  options: Partial<Pick<IndexShape, 'unique' | 'method' | 'where'>> = {},
): IndexShape {
  const { unique = false, method = 'btree', where } = options
  const { table } = object
  const index = { table, columns, keys, unique, method, ...(where === undefined ? {} : { where }) }
  return { ...index, name: indexName(index) }
}
