import sql, { join, raw, type Sql } from 'sql-template-tag'
import type { RowUse } from '../../access/row-scope.ts'
import type { FieldModel, ObjectModel } from '../../metadata/org-model.ts'
import { parentRelationshipName, splitSegment } from '../../metadata/resolve-path.ts'
import { columnRef, tableRef } from '../../storage/sql/names.ts'
import { askerOf, checkParents, newAlias, type PlanContext } from './plan-context.ts'
import { noSuchObject, noSuchParent, queryError } from './plan-errors.ts'

/** Lookups that a path may follow, as in Salesforce. */
const MAX_PARENTS = 5

/** A table of the statement. */
export interface Place {
  readonly object: ObjectModel
  readonly alias: string
}

/** A parent's table, joined so that rows without the parent stay. */
export interface Join extends Place {
  readonly table: Sql
  readonly on: Sql
}

/** What a path has reached: one table, or for a polymorphic lookup one for each object it may lead to. */
export interface Reached {
  /** Declared relationship names, with a dot after each; empty for the root. */
  readonly path: string
  readonly places: readonly Place[]
  /** Joined for formulas alone: whoever asks might not see so much. */
  readonly isSystem?: boolean
}

/** One level of a query: its object, and the parents that were joined to it, each once. */
export interface Source {
  readonly context: PlanContext
  readonly root: Place
  /** How the rows of the root are found, among all that may be seen. */
  readonly use: RowUse
  /** Only so many of the newest rows of the root are looked through. */
  readonly newest: number | undefined
  readonly joins: Join[]
  readonly parents: Map<string, Reached>
  /** Formulas by path: one expression each, so that GROUP BY and SELECT hold the same. */
  readonly formulas: Map<string, Sql>
}

export function openSource(
  context: PlanContext,
  object: ObjectModel,
  use: RowUse = 'scan',
  newest?: number,
): Source {
  return {
    context,
    root: { object, alias: newAlias(context) },
    use,
    newest,
    joins: [],
    parents: new Map(),
    formulas: new Map(),
  }
}

/** An object by the name as written. Unknown and unreadable ones give the same INVALID_TYPE. */
export function findObject(context: PlanContext, name: string): ObjectModel {
  const object = context.model.objects.get(name.toLowerCase())
  if (!object || !context.access.object(object, 'read'))
    throw noSuchObject(context.model, context.access, name)
  return object
}

/** Which rows of the level's object may be seen; undefined: all. */
export function visibleSql({ context, root, use }: Source): Sql | undefined {
  return context.access.rows(root.object, root.alias, askerOf(context), 'read', use)
}

/** The ways to such rows, where few of them are to be found by indexes. */
export function waysSql({ context, root, use }: Source): readonly Sql[] {
  if (use !== 'few') return []
  return context.access.ways(root.object, root.alias, askerOf(context), 'read') ?? []
}

/** The root's table, under its alias. */
export function rootTable({ root, context, newest }: Source): Sql {
  const [table, alias] = [tableRef(context.schema, root.object.table), raw(root.alias)]
  if (newest === undefined) return sql`${table} ${alias}`
  return sql`(SELECT * FROM ${table} ORDER BY "id" DESC LIMIT ${raw(String(newest))}) ${alias}`
}

/** FROM with its joins. To be built last: resolving paths adds joins. */
export function fromClause(source: Source): Sql {
  const { joins } = source
  const table = rootTable(source)
  return joins.length === 0 ? table : sql`${table} ${joinsSql(joins)}`
}

export function joinsSql(joins: readonly Join[]): Sql {
  const each = joins.map(({ table, alias, on }) => sql`LEFT JOIN ${table} ${raw(alias)} ON ${on}`)
  return join(each, ' ')
}

/**
 * Follows relationship names from the root. `forFormula` is set for formulas, which see what the person who asks
 * may not. `path` is the whole path as written, for messages.
 */
export function reachParent(
  source: Source,
  names: readonly string[],
  path: string,
  forFormula = false,
): Reached {
  if (names.length > MAX_PARENTS) {
    throw queryError(
      'INVALID_FIELD',
      `The path '${path}' goes over more than ${MAX_PARENTS} relationships.`,
      path,
    )
  }
  let reached: Reached = { path: '', places: [source.root] }
  for (const name of names) reached = step(source, reached, name, path, forFormula)
  return reached
}

function step(source: Source, from: Reached, name: string, path: string, forFormula: boolean): Reached {
  const { access } = source.context
  const { relationship, target } = splitSegment(name)
  const fields = from.places.flatMap(place => {
    const field = place.object.parents.get(relationship)
    return field ? [{ place, field }] : []
  })
  const isSystem = forFormula && (from.isSystem || fields.some(({ field }) => isRestricted(source, field)))
  const key = `${isSystem ? '!' : ''}${from.path}${name}`.toLowerCase()
  const known = source.parents.get(key)
  if (known) return known
  const lookups = isSystem ? fields : fields.filter(({ field }) => access.field(field, 'read'))
  const places = lookups.flatMap(({ place, field }) =>
    joinTargets(source, place, field, isSystem === true, target),
  )
  const first = lookups[0]
  if (!first || places.length === 0) throw noSuchParent(name, path)
  const declared = parentRelationshipName(first.field.name)
  const reached = {
    path: `${from.path}${declared}${target === undefined ? '' : `:${target}`}.`,
    places,
    isSystem: isSystem === true,
  }
  source.parents.set(key, reached)
  return reached
}

/** True when the lookup, its objects or some of their records are hidden from whoever asks. */
function isRestricted({ context }: Source, lookup: FieldModel): boolean {
  const { access, model } = context
  if (!access.field(lookup, 'read')) return true
  return (lookup.referenceTo ?? []).some(name => {
    const object = model.objects.get(name.toLowerCase())
    return (
      object &&
      (!access.object(object, 'read') || access.rows(object, 't', askerOf(context), 'read') !== undefined)
    )
  })
}

/** `target`: the one object that is meant, where the lookup may lead to several. */
function joinTargets(
  source: Source,
  from: Place,
  lookup: FieldModel,
  isSystem: boolean,
  target: string | undefined,
): readonly Place[] {
  const { context } = source
  return (lookup.referenceTo ?? []).flatMap(name => {
    const object = context.model.objects.get(name.toLowerCase())
    if (!object || lookup.column === null || (target !== undefined && object.table !== target)) return []
    if (!isSystem && !context.access.object(object, 'read')) return []
    checkParents(source.joins.length)
    const place = { object, alias: newAlias(context) }
    const use = source.use === 'few' ? 'scan' : source.use
    const rows = isSystem
      ? undefined
      : context.access.rows(object, place.alias, askerOf(context), 'read', use)
    const on = sql`${columnRef(place.alias, 'id')} = ${columnRef(from.alias, lookup.column)}`
    source.joins.push({
      ...place,
      table: tableRef(context.schema, object.table),
      on: rows ? sql`${on} AND (${rows})` : on,
    })
    return [place]
  })
}

/** The id of the record that a path has reached, null when there is none. */
export function reachedId(reached: Reached): Sql {
  const ids = reached.places.map(place => columnRef(place.alias, 'id'))
  return ids.length === 1 ? (ids[0] as Sql) : sql`COALESCE(${join(ids)})`
}
