import sql, { join, type Sql } from 'sql-template-tag'
import { parentOfFile } from '../metadata/file-objects.ts'
import type { FieldModel, ObjectModel } from '../metadata/org-model.ts'
import { ownerCriteria } from './row-owner.ts'
import { column, fromRows, type RowPlace, type RowRight, type RowScope } from './row-scope.ts'

/**
 * Rows whose parents the user may see: for editing, parents that may be edited, unless the lookup asks for less. A
 * record without a parent is its owner's.
 */
export function parentCriterion(
  scope: RowScope,
  place: RowPlace,
  criterion: (parent: RowPlace) => Sql | undefined,
): Sql {
  const lookups = controllingLookups(place.object)
  const all = lookups.map(lookup => {
    const ref = column(place.alias, lookup.column as string)
    const own = ownerCriteria(scope, { ...place, right: 'delete' }).map(
      ({ sql: part }) => sql`(${ref} IS NULL AND ${part})`,
    )
    return sql`(${join([...own, ...throughParents(scope, place, lookup, criterion)], ' OR ')})`
  })
  return all.length === 0 ? sql`FALSE` : join(all, ' AND ')
}

/** What the user must be allowed to do with the parent, to do this with its child. */
export function rightOnParent(lookup: FieldModel, right: RowRight): RowRight {
  return right === 'read' || lookup.writeRequiresMasterRead ? 'read' : 'edit'
}

/** All masters; without any the first lookup that a record must have; else its ParentId, or the first one. */
export function controllingLookups(object: ObjectModel): readonly FieldModel[] {
  const own = object.fieldList.filter(field => !field.system && field.referenceTo && field.column !== null)
  const masters = own.filter(field => field.fieldType.name === 'MasterDetail')
  if (masters.length > 0) return masters
  const parent =
    parentOfFile(object) ??
    own.find(field => field.required) ??
    own.find(field => field.name === 'ParentId') ??
    own[0]
  return parent ? [parent] : []
}

/** Rows with a parent of the lookup's that this may be done with. */
export function throughParents(
  scope: RowScope,
  { alias, asker, right, use, depth }: RowPlace,
  lookup: FieldModel,
  criterion: (parent: RowPlace) => Sql | undefined,
): readonly Sql[] {
  const inner = `${alias}c`
  return (lookup.referenceTo ?? []).flatMap(name => {
    const parent = scope.model.objects.get(name.toLowerCase())
    if (!parent || !scope.mayRead(parent)) return []
    const rows = criterion({
      object: parent,
      alias: inner,
      asker,
      right: rightOnParent(lookup, right),
      use: use === 'few' ? 'scan' : use,
      depth: depth + 1,
    })
    const ref = column(alias, lookup.column as string)
    // Without a criterion every parent of the object will do: its id tells that it is one.
    if (!rows) return [sql`left(${ref}, 3) = ${parent.keyPrefix}`]
    return [
      sql`EXISTS (SELECT 1 ${fromRows(scope, parent, inner)} WHERE ${column(inner, 'id')} = ${ref} AND ${rows})`,
    ]
  })
}
