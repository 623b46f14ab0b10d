import sql, { join, raw, type Sql } from 'sql-template-tag'
import { askerValues } from '../../../access/asker.ts'
import { type Message, say } from '../../../kernel/message.ts'
import type { FieldModel } from '../../../metadata/org-model.ts'
import { columnRef, tableRef } from '../../../storage/sql/names.ts'
import { bindSlots, slot } from '../../../storage/sql/slots.ts'
import { addProblem, type Change, goodChanges, type WriteContext } from '../context.ts'
import { cachedSql } from '../select.ts'
import { arrayLiteral } from '../values.ts'

export interface Duplicate {
  readonly field: FieldModel
  readonly change: Change
  /** Id of the record that has the value; null when it is another one of the batch. */
  readonly id: string | null
}

/** Changed values of unique fields that other records have: one statement for all fields. */
export async function findDuplicates(context: WriteContext, fields: readonly FieldModel[]): Promise<void> {
  if (fields.length === 0 || context.mode === 'at-once') return
  const changes = goodChanges(context)
  for (const { change, field, id } of [
    ...duplicatesWithin(fields, changes),
    ...(await duplicatesStored(context, fields, changes)),
  ]) {
    refuseDuplicate(context, change, field, id)
  }
}

/** Names the other record only to those who see all records of the object. */
export function refuseDuplicate(
  { session, object }: WriteContext,
  change: Change,
  field: FieldModel,
  id: string | null,
): void {
  if (change.problems.some(({ code, fields }) => code === 'DUPLICATE_VALUE' && fields?.includes(field.name)))
    return
  const asker = askerValues(session.org.model, session.principal)
  const shown = session.access.rows(object, 't', asker, 'read') ? null : id
  addProblem(change, 'DUPLICATE_VALUE', duplicateMessage(field, shown), { fields: [field.name] })
}

/** Null: a record that is not to be named. */
export function duplicateMessage({ name }: FieldModel, id: string | null): Message {
  return id === null
    ? say('duplicate value found: {fields} duplicates value on record with id: <unknown>', { fields: name })
    : say('duplicate value found: {fields} duplicates value on record with id: {id}', { fields: name, id })
}

function duplicatesWithin(fields: readonly FieldModel[], changes: readonly Change[]): readonly Duplicate[] {
  const found: Duplicate[] = []
  for (const field of fields) {
    const seen = new Set<string>()
    for (const change of changes) {
      const text = textOf(field, change)
      if (text === null) continue
      const key = field.caseSensitive ? text : text.toLowerCase()
      if (seen.has(key)) found.push({ field, change, id: null })
      seen.add(key)
    }
  }
  return found
}

/** Live records, other than the change's own, that have its value. */
export async function duplicatesStored(
  context: WriteContext,
  fields: readonly FieldModel[],
  changes: readonly Change[],
): Promise<readonly Duplicate[]> {
  const { session, connection, object } = context
  const table = tableRef(session.org.schema, object.table)
  const prepared = cachedSql(object, `duplicates ${fields.map(field => field.name).join()}`, () =>
    join(
      fields.map((field, index) => duplicateSql(field, index, table)),
      ' UNION ALL ',
    ),
  )
  const byField = fields.map(field =>
    changes.flatMap(change => {
      const text = textOf(field, change)
      return text === null ? [] : [{ change, text }]
    }),
  )
  const values = byField.flatMap(list => [
    arrayLiteral(list.map(({ text }) => text)),
    arrayLiteral(list.map(({ change }) => change.id)),
  ])
  const { rows } = await connection.run(bindSlots(prepared, values))
  return rows.map(([field, place, id]) => ({
    field: fields[Number(field)] as FieldModel,
    change: byField[Number(field)]?.[Number(place) - 1]?.change as Change,
    id: id as string,
  }))
}

function duplicateSql(field: FieldModel, index: number, table: Sql): Sql {
  // Of an array's element neither length nor collation can be said.
  const type = (field.fieldType.column(field)?.sqlType ?? 'text').replace(/\(.*?\)| COLLATE .*/g, '')
  const stored = field.fieldType.comparable(columnRef('t', field.column as string), field)
  const wanted = field.fieldType.comparable(sql`w."value"`, field)
  return sql`SELECT ${raw(String(index))}, w."place", t."id" FROM unnest(${slot(index * 2)}::${raw(type)}[], ${slot(index * 2 + 1)}::text[]) WITH ORDINALITY AS w("value", "own", "place") JOIN ${table} AS t ON ${stored} = ${wanted} AND NOT t."isdeleted" AND t."id" IS DISTINCT FROM w."own"`
}

function textOf(field: FieldModel, { before, after }: Change): string | null {
  const value = after[field.name]
  if (value === null || value === undefined || value === before?.[field.name]) return null
  return field.fieldType.toDatabase(value)
}
