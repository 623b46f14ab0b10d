import sql, { empty, join, raw, type Sql } from 'sql-template-tag'
import type { FieldModel, ObjectModel } from '../../metadata/org-model.ts'
import {
  autoNumberSequence,
  identifier,
  quoteLiteral,
  quoteTable,
  tableRef,
} from '../../storage/sql/names.ts'
import { slot } from '../../storage/sql/slots.ts'

/** Columns of a save, and where their values come from: slot n holds column n, one value or an array of them. */
export interface SaveShape {
  readonly schema: string
  readonly object: ObjectModel
  readonly fields: readonly FieldModel[]
  /** One record: plain parameters instead of arrays. */
  readonly single: boolean
  /** Further criteria of the write. */
  readonly where: Sql
}

/** Slots behind those of the columns. */
export interface StampSlots {
  readonly stamp: number
  readonly userId: number
}

function elementType(field: FieldModel): string {
  const type = field.fieldType.column(field)?.sqlType ?? 'text'
  return type.replace(/\(.*?\)/, '').replace(/ COLLATE .*/, '')
}

function isList(field: FieldModel): boolean {
  return elementType(field).endsWith('[]')
}

/** `(SELECT …) AS u` with a column c0, c1 … for each field. */
function valuesSource(fields: readonly FieldModel[], single: boolean, more: readonly Sql[] = []): Sql {
  const names = fields.map((_, index) => raw(`c${index}`))
  if (single) {
    const columns = fields.map(
      (field, index) => sql`${slot(index)}::${raw(elementType(field))} AS ${names[index]}`,
    )
    return sql`(SELECT ${join([...columns, ...more])}) AS u`
  }
  const arrays = fields.map((field, index) => {
    const type = isList(field) ? 'text' : elementType(field)
    return sql`${slot(index)}::${raw(type)}[]`
  })
  const columns = fields.map((field, index) =>
    isList(field)
      ? sql`v.${names[index]}::${raw(elementType(field))} AS ${names[index]}`
      : sql`v.${names[index]}`,
  )
  return sql`(SELECT ${join([...columns, ...more])} FROM unnest(${join(arrays)}) AS v(${join(names)})) AS u`
}

/** INSERT of all records; returns id and auto-numbers of those that were inserted. */
export function insertSql(
  { schema, object, fields, single, where }: SaveShape,
  stamps: StampSlots,
  autoNumbers: readonly AutoNumberSlots[],
  skipConflicts: boolean,
): Sql {
  const stampColumns = ['createddate', 'lastmodifieddate', 'systemmodstamp']
  const userColumns = ['createdbyid', 'lastmodifiedbyid']
  const columns = [
    ...fields.map(field => field.column as string),
    ...autoNumbers.map(({ field }) => field.column as string),
    ...stampColumns,
    ...userColumns,
  ]
  const values = [
    ...fields.map((_, index) => raw(`u.c${index}`)),
    ...autoNumbers.map(numberText),
    ...stampColumns.map(() => sql`${slot(stamps.stamp)}::timestamptz`),
    ...userColumns.map(() => sql`${slot(stamps.userId)}::text`),
  ]
  const counters = autoNumbers.map(
    ({ field }, index) =>
      sql`nextval(${raw(quoteLiteral(quoteTable(schema, autoNumberSequence(object.table, field.column as string))))})::text AS ${raw(`n${index}`)}`,
  )
  const returned = ['id', ...autoNumbers.map(({ field }) => field.column as string)].map(identifier)
  return sql`INSERT INTO ${tableRef(schema, object.table)} (${join(columns.map(identifier))}) SELECT ${join(values)} FROM ${valuesSource(fields, single, counters)}${where}${skipConflicts ? sql` ON CONFLICT DO NOTHING` : empty} RETURNING ${join(returned)}`
}

/** An auto-number: text before and after the digits (slots: both may hold the date), and how many digits at least. */
export interface AutoNumberSlots {
  readonly field: FieldModel
  readonly digits: number
  readonly before: number
  readonly after: number
}

function numberText({ digits, before, after }: AutoNumberSlots, index: number): Sql {
  const counter = raw(`u.n${index}`)
  return sql`${slot(before)}::text || lpad(${counter}, greatest(${raw(String(digits))}, length(${counter})), '0') || ${slot(after)}::text`
}

/** UPDATE of the fields (the first is the id) and the stamps of a change; returns the ids that were there. */
export function updateSql({ schema, object, fields, single, where }: SaveShape, stamps: StampSlots): Sql {
  const sets = fields
    .slice(1)
    .map((field, index) => sql`${identifier(field.column as string)} = ${raw(`u.c${index + 1}`)}`)
  return sql`UPDATE ${tableRef(schema, object.table)} AS t SET ${join([...sets, stampSets(stamps)])} FROM ${valuesSource(fields, single)} WHERE t."id" = u.c0${where} RETURNING t."id"`
}

export function stampSets({ stamp, userId }: StampSlots): Sql {
  return sql`"lastmodifieddate" = ${slot(stamp)}::timestamptz, "systemmodstamp" = ${slot(stamp)}::timestamptz, "lastmodifiedbyid" = ${slot(userId)}::text`
}

/** `kept AS (INSERT INTO _field_history …)`, of what `written` has written; five arrays from slot `first` on. */
export function historySql(schema: string, object: ObjectModel, first: number, stamps: StampSlots): Sql {
  const arrays = [0, 1, 2, 3, 4].map(index => sql`${slot(first + index)}::text[]`)
  return sql`kept AS (INSERT INTO ${tableRef(schema, '_field_history')} ("object", "record", "field", "old_value", "new_value", "field_id", "changed_by", "changed") SELECT ${raw(quoteLiteral(object.name))}, h."record", h."field", h."old", h."new", h."id", ${slot(stamps.userId)}::text, ${slot(stamps.stamp)}::timestamptz FROM unnest(${join(arrays)}) AS h("record", "field", "old", "new", "id") WHERE EXISTS (SELECT FROM written))`
}
