import sql, { type Sql } from 'sql-template-tag'
import type { ObjectModel } from '../metadata/org-model.ts'
import { column, fromRows, type RowPlace, type RowScope } from './row-scope.ts'

/** Records of the user's own, of queues that the user belongs to, and of users below in the role hierarchy. */
export function ownerCriteria(scope: RowScope, { object, alias, asker }: RowPlace): readonly Sql[] {
  const owner = object.fields.get('ownerid')
  if (!owner?.column) return []
  const ref = column(alias, owner.column)
  const own = sql`${ref} = ANY(${asker.owners}::text[])`
  return scope.hasBelow ? [own, sql`${ref} IN (${usersBelow(scope, asker.below)})`] : [own]
}

/** Ids of the users in these roles: computed once for a statement, and kept as a hash. */
export function usersBelow(scope: RowScope, roles: RowPlace['asker']['below'] | Sql): Sql {
  const user = scope.model.objects.get('user') as ObjectModel
  return sql`SELECT ou."id" ${fromRows(scope, user, 'ou')} WHERE ou."userroleid" = ANY(${roles}::text[])`
}
