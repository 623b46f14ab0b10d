import sql, { join, type Sql } from 'sql-template-tag'
import type { ObjectModel, SharingLevel } from '../metadata/org-model.ts'
import { implicitCriteria } from './row-implicit.ts'
import { ownerCriteria } from './row-owner.ts'
import { parentCriterion } from './row-parent.ts'
import { column, type RowPlace, type RowRight, type RowScope } from './row-scope.ts'
import { sharingCriteria } from './row-sharing.ts'

const COVERED: Readonly<Record<SharingLevel, readonly RowRight[]>> = {
  Private: [],
  ControlledByParent: [],
  Read: ['read'],
  ReadWrite: ['read', 'edit'],
  FullAccess: ['read', 'edit', 'delete'],
}

/** Deeper chains of parents that decide for their children are closed. */
const MOST_PARENTS = 5

/**
 * The criterion for the rows that a user may do this with, as one expression that PostgreSQL answers from indexes
 * and hashed sub-selects: nothing is looked up row by row in the engine. Undefined: with all rows.
 */
export function rowCriterion(scope: RowScope, place: RowPlace): Sql | undefined {
  const { object, right } = place
  if (scope.seesAll(object, right)) return undefined
  const level = levelOf(scope, object)
  if (COVERED[level].includes(right)) return undefined
  if (level === 'ControlledByParent' && place.depth < MOST_PARENTS) {
    return parentCriterion(scope, place, parent => rowCriterion(scope, parent))
  }
  const parts = [
    ...ownerCriteria(scope, place),
    ...ownUser(place),
    ...(right === 'delete' ? [] : sharingCriteria(scope, place)),
    ...(right === 'delete' ? [] : implicitCriteria(scope, place, other => rowCriterion(scope, other))),
  ]
  return parts.length === 0 ? sql`FALSE` : sql`(${join(parts, ' OR ')})`
}

/** Which level holds for the user: objects are closed or open to users from outside by a key of their own. */
export function levelOf({ userType }: RowScope, { sharing }: ObjectModel): SharingLevel {
  return userType === 'Standard' ? sharing.internal : sharing.external
}

/** Everybody sees who they are themselves. */
function ownUser({ object, alias, asker, right }: RowPlace): readonly Sql[] {
  return object.table === 'user' && right === 'read' ? [sql`${column(alias, 'id')} = ${asker.user}`] : []
}
