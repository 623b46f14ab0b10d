import sql, { join, type Sql } from 'sql-template-tag'
import type { FieldModel, ObjectModel } from '../../metadata/org-model.ts'
import type { CompiledRule } from '../../rules/rule.ts'
import { compileToCriterion, compileToSql } from '../../rules/rule-to-sql.ts'
import { columnRef } from '../../storage/sql/names.ts'
import { nowSlot, repeatable, userSlot, zoneSlot } from './plan-context.ts'
import { noSuchColumn, queryError } from './plan-errors.ts'
import { fromClause, openSource, type Place, type Reached, reachParent, type Source } from './plan-source.ts'
import { computedText, typeOfField, type ValueType } from './plan-type.ts'

/** Something with a value: a field of the object or of a parent, or a function. */
export interface Expression {
  readonly sql: Sql
  readonly type: ValueType
  /** For messages and as the key in answers: `Name`. */
  readonly name: string
  /** Canonical text; equal keys are the same expression. */
  readonly key: string
  readonly isAggregate: boolean
  /** The field that stands behind it. */
  readonly field?: FieldModel
}

export interface FieldPlace {
  readonly field: FieldModel
  readonly reached: Reached
}

/** Finds the field at the end of a path. Throws INVALID_FIELD for what is not there or hidden. */
export function findField(source: Source, path: string): FieldPlace {
  const names = path.split('.')
  const { object } = source.root
  const isOwnName = names.length > 1 && names[0]?.toLowerCase() === object.name.toLowerCase()
  if (isOwnName && !object.parents.has(object.name.toLowerCase())) names.shift()
  const name = names.pop() as string
  const reached = reachParent(source, names, path)
  return { field: fieldOf(source, reached, name, path), reached }
}

function fieldOf(source: Source, reached: Reached, name: string, path: string): FieldModel {
  const { access } = source.context
  for (const { object } of reached.places) {
    const field = object.fields.get(name.toLowerCase())
    if (field && access.field(field, 'read')) return field
  }
  throw noSuchColumn(reached.places[0]?.object as ObjectModel, name, path, access)
}

/** The value of a path from the source's root. */
export function fieldExpression(source: Source, path: string): Expression {
  const typeName = typeNameExpression(source, path)
  if (typeName) return typeName
  const { field, reached } = findField(source, path)
  return expressionOf(source, reached, field)
}

/** `What.Type`, `Owner.Type`: at the end of a polymorphic lookup that is the name of the object. */
export function typeNameExpression(source: Source, path: string): Expression | undefined {
  const names = path.split('.')
  if (names.length < 2 || names.pop()?.toLowerCase() !== 'type') return undefined
  const isOwnName = names[0]?.toLowerCase() === source.root.object.name.toLowerCase()
  if (isOwnName && names.length === 1) return undefined
  const { places, path: reachedPath } = reachParent(source, names, path)
  if (places.length < 2) return undefined
  const cases = places.map(
    ({ alias, object }) => sql`WHEN ${columnRef(alias, 'id')} IS NOT NULL THEN ${object.name}::text`,
  )
  return {
    sql: repeatable(source.context, sql`CASE ${join(cases, ' ')} END`),
    type: computedText,
    name: 'Type',
    key: `${reachedPath.toLowerCase()}type`,
    isAggregate: false,
  }
}

export function expressionOf(source: Source, reached: Reached, field: FieldModel): Expression {
  const name = field.name.toLowerCase()
  const values = reached.places.flatMap(place => {
    const own = place.object.fields.get(name)
    const isReadable = own && source.context.access.field(own, 'read')
    return isReadable ? [shownAt(source, reached, place, own)] : []
  })
  return {
    sql: values.length === 1 ? (values[0] as Sql) : sql`COALESCE(${join(values)})`,
    type: typeOfField(field),
    name: field.name,
    key: reached.path.toLowerCase() + name,
    isAggregate: false,
    field,
  }
}

/** What is formulated of a parent is there when the parent is, for whoever asks: formulas themselves see more. */
function shownAt(source: Source, reached: Reached, place: Place, field: FieldModel): Sql {
  const value = valueAt(source, reached, place, field)
  if (field.column !== null || reached.path === '') return value
  return sql`CASE WHEN ${columnRef(place.alias, 'id')} IS NOT NULL THEN ${value} END`
}

function valueAt(source: Source, reached: Reached, place: Place, field: FieldModel): Sql {
  if (field.column !== null) return columnRef(place.alias, field.column)
  if (field.fieldType.toBody) return columnRef(place.alias, 'id')
  return formulaSql(source, reached, field)
}

/** A formula as SQL over the place that its path has reached; its own paths join further parents. */
function formulaSql(source: Source, reached: Reached, field: FieldModel): Sql {
  const key = `${reached.path}${field.object}.${field.name}`
  const known = source.formulas.get(key)
  if (known) return known
  const { context } = source
  const rule = field.compiledFormula
  if (!rule) {
    const message = `The field '${field.name}' has no value that a query could ask for.`
    throw queryError('INVALID_FIELD', message, field.name)
  }
  const before = reached.path === '' ? [] : reached.path.slice(0, -1).split('.')
  const fragment = compileToSql(rule, {
    column: path => referenceSql(source, before, path),
    now: sql`${nowSlot(context)}::timestamptz`,
    timeZone: sql`${zoneSlot(context)}::text`,
  })
  const made = repeatable(context, sql`(${fragment})`)
  source.formulas.set(key, made)
  return made
}

/** A rule over the source's root as a criterion; who asks has been found to see what it names. */
export function criterionOf(source: Source, rule: CompiledRule): Sql {
  const { context } = source
  const criterion = compileToCriterion(rule, {
    column: path => referenceSql(source, [], path),
    now: sql`${nowSlot(context)}::timestamptz`,
    timeZone: sql`${zoneSlot(context)}::text`,
  })
  return sql`(${criterion})`
}

/** What a rule over the source's records names; like formulas, it sees every field. */
export function ruleReference(source: Source, path: string): Sql {
  return referenceSql(source, [], path)
}

/** Formulas see every field, also those that the person who asks may not. */
function referenceSql(source: Source, before: readonly string[], path: string): Sql {
  if (path.startsWith('$')) return userFieldSql(source, path)
  const names = path.split('.')
  const name = names.pop() as string
  const reached = reachParent(source, [...before, ...names], path, true)
  const values = reached.places.flatMap(place => {
    const field = place.object.fields.get(name.toLowerCase())
    return field ? [valueAt(source, { ...reached, places: [place] }, place, field)] : []
  })
  if (values.length === 0) throw queryError('INVALID_FIELD', `A formula names the unknown path '${path}'.`)
  return values.length === 1 ? (values[0] as Sql) : sql`COALESCE(${join(values)})`
}

/** A field of the user who asks, or of what the user's lookups lead to. */
function userFieldSql(source: Source, path: string): Sql {
  const { context } = source
  const user = context.model.objects.get('user')
  if (!user || !/^\$User\./i.test(path))
    throw queryError('INVALID_FIELD', `A formula names '${path}', which a query does not know.`)
  const own = path.slice('$User.'.length)
  if (own.toLowerCase() === 'id') return sql`${userSlot(context)}::text`
  const users = openSource(context, user)
  const value = referenceSql(users, [], own)
  return sql`(SELECT ${value} FROM ${fromClause(users)} WHERE ${columnRef(users.root.alias, 'id')} = ${userSlot(context)})`
}
