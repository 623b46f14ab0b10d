import sql, { raw, type Sql } from 'sql-template-tag'
import type { FieldModel, ObjectModel } from '../../metadata/org-model.ts'
import { compileToCriterion, isCompilableToSql } from '../../rules/rule-to-sql.ts'
import type { LookupCondition } from '../query/query.ts'
import { addSlot, literalOf, nowSlot, zoneSlot } from './plan-context.ts'
import { noSuchColumn } from './plan-errors.ts'
import { ruleReference } from './plan-field.ts'
import { findObject, type Source } from './plan-source.ts'

const OF_HOLDER = /^\$Source\./i

/**
 * The records that the filter of a lookup lets through. A filter that only says what is usual, one of other objects, or
 * one that the database cannot answer lets all through: the save asks it.
 */
export function lookupSql(source: Source, { object, field, values }: LookupCondition): Sql {
  const { access } = source.context
  const holder = findObject(source.context, object)
  const lookup = holder.fields.get(field.toLowerCase())
  if (!lookup || !access.field(lookup, 'read')) throw noSuchColumn(holder, field, field, access)
  const filter = lookup.compiledLookupFilter
  const isMeant = lookup.referenceTo?.[0]?.toLowerCase() === source.root.object.table
  if (!filter?.active || filter.isOptional || !isMeant || !isCompilableToSql(filter.rule)) return sql`TRUE`
  return compileToCriterion(filter.rule, {
    column: path =>
      OF_HOLDER.test(path)
        ? valueSql(source, holder, path.replace(OF_HOLDER, ''), values)
        : ruleReference(source, path),
    now: sql`${nowSlot(source.context)}::timestamptz`,
    timeZone: sql`${zoneSlot(source.context)}::text`,
  })
}

/** A value of the record that is being written; null for what it does not have yet. */
function valueSql(
  { context }: Source,
  holder: ObjectModel,
  name: string,
  values: LookupCondition['values'],
): Sql {
  const field = holder.fields.get(name.toLowerCase())
  const literal = Object.entries(values).find(([key]) => key.toLowerCase() === name.toLowerCase())?.[1]
  const type = raw(field ? typeOf(field) : 'text')
  if (!literal) return sql`NULL::${type}`
  const read = literalOf(context, literal)
  return sql`${addSlot(context, run => read(run).text)}::${type}`
}

function typeOf(field: FieldModel): string {
  return (field.fieldType.column(field)?.sqlType ?? 'text').replace(/ COLLATE .*/, '')
}
