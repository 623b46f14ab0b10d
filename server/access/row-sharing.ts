import sql, { type Sql } from 'sql-template-tag'
import type { ShareTarget, SharingRuleModel, UserType } from '../metadata/org-model.ts'
import { groupsOf } from '../metadata/types/group/compile.ts'
import { roleIds, rolesAtAndBelow } from './roles.ts'
import { usersBelow } from './row-owner.ts'
import { ruleCriterion } from './row-path.ts'
import { column, type RowPart, type RowPlace, type RowScope } from './row-scope.ts'

/** What sharing rules, sharing sets and manual shares open. */
export function sharingCriteria(scope: RowScope, place: RowPlace): readonly RowPart[] {
  const { object, right } = place
  const needsEdit = right !== 'read'
  const rules = object.sharingRules.filter(
    rule => scope.rules.has(`${object.name}.${rule.name}`) && (rule.edit || !needsEdit),
  )
  const sets = object.sharingSets.filter(
    set => scope.userType !== 'Standard' && set.profiles.includes(scope.profile) && (set.edit || !needsEdit),
  )
  return [
    ...rules.map(rule => ({
      sql: ruleSql(scope, place, rule),
      reason: { kind: 'SharingRule', name: rule.name, message: 'opens the record to the user' } as const,
    })),
    ...sets.map(set => ({
      sql: ruleCriterion(scope, place, set.rule),
      reason: { kind: 'SharingSet', name: set.name, message: 'the record belongs to the user' } as const,
    })),
    ...manualShares(scope, place),
  ]
}

function ruleSql(scope: RowScope, place: RowPlace, { criteria, from }: SharingRuleModel): Sql {
  if (criteria) return ruleCriterion(scope, place, criteria)
  const owner = column(place.alias, 'ownerid')
  return sql`${owner} IN (${membersSql(scope, from as ShareTarget)})`
}

type Members = (scope: RowScope, name: string) => Sql

/** Users by what their profile says of where they come from. */
function ofType(type: UserType): Members {
  return scope => {
    const profiles = [...scope.model.profiles.values()].filter(({ userType }) => userType === type)
    const ids = profiles.map(({ id }) => id)
    return sql`SELECT mu."id" FROM ${scope.table('user')} AS mu WHERE mu."profileid" = ANY(${ids}::text[])`
  }
}

/** The ids of the users that a target of a rule stands for. */
const MEMBERS: Readonly<Record<ShareTarget['kind'], Members>> = {
  group: (scope, name) => groupMembers(scope, name),
  role: (scope, name) => usersBelow(scope, sql`${roleIds(scope.model, [name])}`),
  roleAndSubordinates: (scope, name) =>
    usersBelow(scope, sql`${roleIds(scope.model, rolesAtAndBelow(scope.model, name))}`),
  allInternalUsers: ofType('Standard'),
  allPartnerUsers: ofType('PowerPartner'),
  allCustomerPortalUsers: ofType('CspLitePortal'),
}

function membersSql(scope: RowScope, { kind, name = '' }: ShareTarget): Sql {
  return MEMBERS[kind](scope, name)
}

/** Members of a group, of the groups in it, and of the roles in those. */
function groupMembers(scope: RowScope, name: string): Sql {
  const groups = groupsOf(scope.model)
  const inside = new Set<string>()
  const visit = (lower: string): void => {
    if (inside.has(lower)) return
    inside.add(lower)
    for (const other of groups.get(lower)?.groups ?? []) visit(other.toLowerCase())
  }
  visit(name.toLowerCase())
  const own = [...inside].flatMap(lower => groups.get(lower) ?? [])
  const ids = own.map(group => group.id)
  const roles = roleIds(
    scope.model,
    own.flatMap(group => group.roles),
  )
  const member = scope.table('groupmember')
  return sql`WITH RECURSIVE mg("id") AS (SELECT unnest(${ids}::text[]) COLLATE "C" UNION SELECT gm."userorgroupid" FROM ${member} AS gm JOIN mg ON gm."groupid" = mg."id" AND NOT gm."isdeleted") SELECT mg."id" FROM mg UNION ALL ${usersBelow(scope, sql`${roles}`)}`
}

/** Records that were shared one by one with the user, a group of the user's, or somebody below. */
function manualShares(scope: RowScope, { object, alias, asker, right }: RowPlace): readonly RowPart[] {
  if (!object.fields.get('ownerid')?.column) return []
  const enough = right === 'read' ? sql`` : sql` AND sh."level" = 'Edit'`
  const hierarchy = scope.hasBelow ? sql` OR sh."grantee" IN (${usersBelow(scope, asker.below)})` : sql``
  return [
    {
      sql: sql`EXISTS (SELECT 1 FROM ${scope.table('_share')} AS sh WHERE sh."record" = ${column(alias, 'id')}${enough} AND (sh."grantee" = ANY(${asker.owners}::text[])${hierarchy}))`,
      reason: {
        kind: 'ManualShare',
        message: 'was shared with the user, a group of the user, or somebody below',
      },
    },
  ]
}
