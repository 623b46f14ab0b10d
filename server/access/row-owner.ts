import sql, { type Sql } from 'sql-template-tag'
import type { ObjectModel } from '../metadata/org-model.ts'
import { column, fromRows, type RowPart, type RowPlace, type RowScope } from './row-scope.ts'

/** Records of the user's own, of queues that the user belongs to, and of users below in the role hierarchy. */
export function ownerCriteria(scope: RowScope, { object, alias, asker }: RowPlace): readonly RowPart[] {
  const owner = object.fields.get('ownerid')
  if (!owner?.column) return []
  const ref = column(alias, owner.column)
  const own: RowPart = {
    sql: sql`${ref} = ANY(${asker.owners}::text[])`,
    reason: { kind: 'Owner', message: 'owns the record, or belongs to the queue or group that does' },
  }
  if (!scope.hasBelow) return [own]
  const below: RowPart = {
    sql: sql`${ref} IN (${usersBelow(scope, asker.below)})`,
    reason: { kind: 'Role', message: 'stands above the owner in the role hierarchy' },
  }
  return [own, below]
}

/** Ids of the users in these roles: computed once for a statement, and kept as a hash. */
export function usersBelow(scope: RowScope, roles: RowPlace['asker']['below'] | Sql): Sql {
  const user = scope.model.objects.get('user') as ObjectModel
  return sql`SELECT ou."id" ${fromRows(scope, user, 'ou')} WHERE ou."userroleid" = ANY(${roles}::text[])`
}
