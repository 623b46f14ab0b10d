import sql, { join, type Sql } from 'sql-template-tag'
import { say } from '../kernel/message.ts'
import { isContent, parentOfFile } from '../metadata/file-objects.ts'
import type { FieldModel, ObjectModel } from '../metadata/org-model.ts'
import { ownerCriteria } from './row-owner.ts'
import { throughParents } from './row-parent.ts'
import { column, fromRows, type RowPart, type RowPlace, type RowScope } from './row-scope.ts'

type Criterion = (place: RowPlace) => Sql | undefined

/** Whom a file is shared with by itself: a link to one of them is no record that others see. */
const SHARED_WITH = ['user', 'group']

export function isSharedWith({ table }: ObjectModel): boolean {
  return SHARED_WITH.includes(table)
}

/**
 * Whoever sees a record sees the files that are linked to it; whoever may change it may change those whose link says
 * so (`ShareType` I: as the record, C: whoever sees it). Only its owner deletes a file.
 */
export function fileCriteria(scope: RowScope, place: RowPlace, criterion: Criterion): readonly RowPart[] {
  const { object, alias, right, use } = place
  const link = scope.model.objects.get('contentdocumentlink')
  if (!isContent(object, 'ContentDocument') || right === 'delete' || !link || !scope.mayRead(link)) return []
  const inner = `${alias}f`
  const at: RowPlace = {
    ...place,
    object: link,
    alias: inner,
    depth: place.depth + 1,
    use: use === 'few' ? 'scan' : use,
  }
  const seen = linkCriterion(scope, { ...at, right: 'read' }, criterion)
  const shareType = column(inner, 'sharetype')
  const may =
    right === 'read'
      ? seen
      : sql`((${shareType} = 'C' AND ${seen}) OR (${shareType} = 'I' AND ${linkCriterion(scope, at, criterion)}))`
  return [
    {
      sql: sql`EXISTS (SELECT 1 ${fromRows(scope, link, inner)} WHERE ${column(inner, 'contentdocumentid')} = ${column(alias, 'id')} AND NOT ${column(inner, 'isdeleted')} AND ${may})`,
      reason: { kind: 'Parent', name: link.name, message: say('sees a record that the file is linked to') },
    },
  ]
}

/**
 * Links go by the record that they name, and those that share a file with somebody by who that is; links that are for
 * those inside alone are none for others. A link may also be taken away by the file's owner.
 */
export function linkCriterion(scope: RowScope, place: RowPlace, criterion: Criterion): Sql {
  const { object, alias, asker, right } = place
  const lookup = parentOfFile(object) as FieldModel
  const ref = column(alias, lookup.column as string)
  const own = ownerCriteria(scope, { ...place, right: 'delete' }).map(
    part => sql`(${ref} IS NULL AND ${part.sql})`,
  )
  const records = (lookup.referenceTo ?? []).filter(name => !SHARED_WITH.includes(name.toLowerCase()))
  const ways = throughParents(scope, place, { ...lookup, referenceTo: records }, criterion)
  const open = join([sql`${ref} = ANY(${asker.owners}::text[])`, ...ways], ' OR ')
  const shown =
    scope.userType === 'Standard'
      ? sql`(${open})`
      : sql`(${column(alias, 'visibility')} = 'AllUsers' AND (${open}))`
  return sql`(${join([...own, shown, ...(right === 'read' ? [] : ofOwner(scope, place))], ' OR ')})`
}

function ofOwner(scope: RowScope, place: RowPlace): readonly Sql[] {
  const document = scope.model.objects.get('contentdocument')
  if (!document) return []
  const inner = `${place.alias}d`
  const own = ownerCriteria(scope, { ...place, object: document, alias: inner, right: 'delete' })
  return own.map(
    part =>
      sql`EXISTS (SELECT 1 ${fromRows(scope, document, inner)} WHERE ${column(inner, 'id')} = ${column(place.alias, 'contentdocumentid')} AND ${part.sql})`,
  )
}
