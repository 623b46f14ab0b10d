import sql, { join, type RawValue, type Sql } from 'sql-template-tag'
import { say } from '../kernel/message.ts'
import type { ObjectModel } from '../metadata/org-model.ts'
import { OWNER_COLUMN } from '../metadata/owner-column.ts'
import { isListed } from './received-rules.ts'
import {
  type Asker,
  column,
  fromRows,
  type RowPart,
  type RowPlace,
  type RowRight,
  type RowScope,
} from './row-scope.ts'

const OWN = {
  kind: 'Owner',
  message: say('owns the record, or belongs to the queue or group that does'),
} as const
const BELOW = { kind: 'Role', message: say('stands above the owner in the role hierarchy') } as const

/**
 * Records of the user's own, of queues that the user belongs to, of users below in the role hierarchy, and of owners
 * whose records sharing rules open: lists that came with the principal.
 */
export function ownerCriteria(scope: RowScope, place: RowPlace): readonly RowPart[] {
  const { object, alias, asker, right, use } = place
  const owner = object.fields.get('ownerid')
  if (!owner?.column) return []
  const ref = column(alias, owner.column)
  if (use === 'marked' || use === 'oneMarked') return [{ sql: markedSql(place), reason: OWN }]
  if (use !== 'reasons') {
    const lists = ownersOf(object, asker, right)
    if (use !== 'scan') return lists.map(list => ({ sql: sql`${ref} = ANY(${list}::text[])`, reason: OWN }))
    const owners = join(
      lists.map(list => sql`SELECT unnest(${list}::text[])`),
      ' UNION ALL ',
    )
    return [{ sql: sql`${ref} IN (${owners})`, reason: OWN }]
  }
  const own = { sql: sql`${ref} = ANY(${asker.owners}::text[])`, reason: OWN }
  if (!scope.hasBelow) return [own]
  return [own, { sql: sql`${ref} IN (${usersIn(scope, asker.below)})`, reason: BELOW }]
}

/** Where owners are marked: most of them by the second marks, which are asked first. */
function markedSql({ object, alias, asker, right }: RowPlace): Sql {
  const number = column(alias, OWNER_COLUMN.name)
  const [low, high] = asker.marksFor(object, right)
  const [isHigh, isLow] = [high, low].map(
    ({ bits, first, last }) =>
      sql`WHEN ${number} >= ${first}::bigint AND ${number} <= ${last}::bigint THEN get_bit(${bits}::bytea, ${number} - ${first}::bigint) = 1`,
  ) as [Sql, Sql]
  return sql`CASE ${isHigh} ${isLow} ELSE FALSE END`
}

/** One list, and another one where sharing rules may add to it. */
function ownersOf(object: ObjectModel, asker: Asker, right: RowRight): readonly RawValue[] {
  const mayAdd = right !== 'delete' && object.sharingRules.some(({ from }) => from && isListed(from))
  return mayAdd ? [asker.grantees, asker.sourcesFor(object, right)] : [asker.grantees]
}

/** Ids of the users in these roles. */
export function usersIn(
  scope: Pick<RowScope, 'model' | 'table'>,
  roles: RowPlace['asker']['below'] | Sql,
): Sql {
  const user = scope.model.objects.get('user') as ObjectModel
  return sql`SELECT ou."id" ${fromRows(scope, user, 'ou')} WHERE ou."userroleid" = ANY(${roles}::text[])`
}
