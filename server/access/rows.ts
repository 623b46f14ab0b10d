import sql, { join, type Sql } from 'sql-template-tag'
import { say } from '../kernel/message.ts'
import { isContent } from '../metadata/file-objects.ts'
import type { ObjectModel, SharingLevel } from '../metadata/org-model.ts'
import { fileCriteria, linkCriterion } from './row-files.ts'
import { implicitCriteria } from './row-implicit.ts'
import { ownerCriteria } from './row-owner.ts'
import { parentCriterion } from './row-parent.ts'
import { column, type RowPart, type RowPlace, type RowRight, type RowScope } from './row-scope.ts'
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
 * The criterion for the rows that a user may do this with, as one expression: nothing is looked up row by row in the
 * engine. Undefined: with all rows.
 */
export function rowCriterion(scope: RowScope, place: RowPlace): Sql | undefined {
  const ways = rowWays(scope, place)
  return ways && sql`(${join(ways, ' OR ')})`
}

/** The criterion as the ways of which any will do. */
export function rowWays(scope: RowScope, place: RowPlace): readonly Sql[] | undefined {
  const { object, right } = place
  if (scope.seesAll(object, right)) return undefined
  const level = levelOf(scope, object)
  if (isCovered(level, right)) return undefined
  if (level === 'ControlledByParent' && place.depth < MOST_PARENTS) {
    if (isContent(object, 'ContentDocumentLink'))
      return [linkCriterion(scope, place, parent => rowCriterion(scope, parent))]
    return [parentCriterion(scope, place, parent => rowCriterion(scope, parent))]
  }
  const ways = rowParts(scope, place).map(part => part.sql)
  return ways.length === 0 ? [sql`FALSE`] : ways
}

/** Every way to a row of an object that is not open anyway, with what to say of it. */
export function rowParts(scope: RowScope, place: RowPlace): readonly RowPart[] {
  const isOwn = place.right === 'delete'
  return [
    ...ownerCriteria(scope, place),
    ...ownUser(place),
    ...(isOwn ? [] : sharingCriteria(scope, place)),
    ...(isOwn ? [] : implicitCriteria(scope, place, other => rowCriterion(scope, other))),
    ...fileCriteria(scope, place, other => rowCriterion(scope, other)),
  ]
}

/** Which level holds for the user: objects are closed or open to users from outside by a key of their own. */
export function levelOf({ userType }: RowScope, { sharing }: ObjectModel): SharingLevel {
  return userType === 'Standard' ? sharing.internal : sharing.external
}

export function isCovered(level: SharingLevel, right: RowRight): boolean {
  return COVERED[level].includes(right)
}

/** Everybody sees who they are themselves, and edits what is personal of it. */
function ownUser({ object, alias, asker, right }: RowPlace): readonly RowPart[] {
  if (object.table !== 'user' || right === 'delete') return []
  const reason = { kind: 'User', message: say('is the user') } as const
  return [{ sql: sql`${column(alias, 'id')} = ${asker.user}`, reason }]
}
