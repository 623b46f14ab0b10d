import sql, { join, type Sql } from 'sql-template-tag'
import type { ChildRelationshipModel, FieldModel, ObjectModel } from '../../metadata/org-model.ts'
import { childRelationshipName } from '../../metadata/resolve-path.ts'
import { columnRef } from '../../storage/sql/names.ts'
import type { Query } from '../query/query.ts'
import { addColumn, type Columns, openColumns } from './plan-columns.ts'
import { whereSql } from './plan-condition.ts'
import { countSubquery } from './plan-context.ts'
import { noSuchChildren, queryError } from './plan-errors.ts'
import { checkLimits, limitSql } from './plan-limit.ts'
import { orderBySql, orderKeys, withTieBreaker } from './plan-order.ts'
import { fromClause, openSource, type Source } from './plan-source.ts'

/** Nesting of child subqueries, as in Salesforce. */
const MAX_LEVELS = 5

/** A subquery over child records: one JSON array of rows of text in a column of the parent's row. */
export function addChildren(
  columns: Columns,
  query: Query,
  addSelected: (columns: Columns, query: Query) => void,
): void {
  const { source, record } = columns
  checkLimits(query)
  countSubquery(source.context)
  const { name, object, lookup } = findChildren(source, query.from)
  if (query.groupBy || query.having) {
    throw queryError('MALFORMED_QUERY', 'a subquery over child records cannot group', query.from)
  }
  if (record.entries.some(entry => entry.key === name)) {
    throw queryError('INVALID_FIELD', `duplicate field selected: ${name}`, name)
  }
  if (columns.level >= MAX_LEVELS) {
    throw queryError('MALFORMED_QUERY', `child subqueries go ${MAX_LEVELS} levels deep at most`, query.from)
  }
  const inner = openColumns(openSource(source.context, object), columns.level + 1)
  addSelected(inner, query)
  const column = addColumn(columns, childrenSql(source, inner, lookup, query))
  record.entries.push({ kind: 'children', key: name, column, record: inner.record })
}

/** A scalar subquery: unlike a join it is computed only for the rows that are answered. */
function childrenSql(outer: Source, inner: Columns, lookup: FieldModel, query: Query): Sql {
  const { source } = inner
  const keys = withTieBreaker(source, orderKeys(source, query.orderBy ?? []))
  const belongs = sql`${columnRef(source.root.alias, lookup.column as string)} = ${columnRef(outer.root.alias, 'id')}`
  const where = whereSql(source, query, [belongs])
  const row = sql`ARRAY[${join(inner.list)}]::text[] AS "row"`
  const rows = sql`SELECT ${row} FROM ${fromClause(source)}${where} ORDER BY ${orderBySql(keys)}${limitSql(query.limit, query.offset)}`
  return sql`(SELECT json_agg(c."row")::text FROM (${rows}) AS c)`
}

interface Children {
  readonly name: string
  readonly object: ObjectModel
  readonly lookup: FieldModel
}

/** By relationship name, which may have the parent's name or alias in front: `Account.Contacts`. */
function findChildren(source: Source, written: string): Children {
  const { context, root } = source
  const name = written.split('.').at(-1) as string
  const relationship = root.object.children.get(name.toLowerCase())
  const object = relationship && context.model.objects.get(relationship.object.toLowerCase())
  const lookup = relationship && object?.fields.get(relationship.field.toLowerCase())
  const isReadable =
    object && lookup && context.access.object(object, 'read') && context.access.field(lookup, 'read')
  if (!isReadable) throw noSuchChildren(name)
  return { name: declaredName(relationship, name), object, lookup }
}

function declaredName({ name, field }: ChildRelationshipModel, written: string): string {
  return childRelationshipName(field, name ?? written)
}
