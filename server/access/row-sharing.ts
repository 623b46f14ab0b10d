import sql, { type Sql } from 'sql-template-tag'
import { say } from '../kernel/message.ts'
import type { ShareTarget, SharingRuleModel } from '../metadata/org-model.ts'
import type { UserType } from '../metadata/permission-model.ts'
import { groupsOf } from '../metadata/types/group/compile.ts'
import { isListed } from './received-rules.ts'
import { roleIds, rolesAtAndBelow } from './roles.ts'
import { usersIn } from './row-owner.ts'
import { ruleCriterion } from './row-path.ts'
import { column, type RowPart, type RowPlace, type RowScope } from './row-scope.ts'

/** What sharing rules, sharing sets and manual shares open. */
export function sharingCriteria(scope: RowScope, place: RowPlace): readonly RowPart[] {
  const { object, right, use } = place
  const needsEdit = right !== 'read'
  const rules = object.sharingRules.filter(
    rule => scope.rules.has(`${object.name}.${rule.name}`) && (rule.edit || !needsEdit),
  )
  // Listed owners are among those of `ownerCriteria`.
  const asked = use === 'reasons' ? rules : rules.filter(({ from }) => !from || !isListed(from))
  const sets = object.sharingSets.filter(
    set => scope.userType !== 'Standard' && set.profiles.includes(scope.profile) && (set.edit || !needsEdit),
  )
  return [
    ...asked.map(rule => ({
      sql: ruleSql(scope, place, rule),
      reason: { kind: 'SharingRule', name: rule.name, message: say('opens the record to the user') } as const,
    })),
    ...sets.map(set => ({
      sql: ruleCriterion(scope, place, set.rule),
      reason: { kind: 'SharingSet', name: set.name, message: say('the record belongs to the user') } as const,
    })),
    ...manualShares(scope, place),
  ]
}

function ruleSql(scope: RowScope, place: RowPlace, { criteria, from }: SharingRuleModel): Sql {
  if (criteria) return ruleCriterion(scope, place, criteria)
  const owner = column(place.alias, 'ownerid')
  const members = membersSql(scope, from as ShareTarget)
  if (place.use !== 'one' && place.use !== 'oneMarked') return sql`${owner} IN (${members})`
  return sql`EXISTS (SELECT 1 FROM (${members}) AS m WHERE m."id" = ${owner})`
}

type MembersScope = Pick<RowScope, 'model' | 'table'>
type Members = (scope: MembersScope, name: string) => Sql

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
  role: (scope, name) => usersIn(scope, sql`${roleIds(scope.model, [name])}`),
  roleAndSubordinates: (scope, name) =>
    usersIn(scope, sql`${roleIds(scope.model, rolesAtAndBelow(scope.model, name))}`),
  allInternalUsers: ofType('Standard'),
  allPartnerUsers: ofType('PowerPartner'),
  allCustomerPortalUsers: ofType('CspLitePortal'),
}

/** `id` of all members of a source. */
export function membersSql(scope: MembersScope, { kind, name = '' }: ShareTarget): Sql {
  return MEMBERS[kind](scope, name)
}

/** Members of a group, of the groups in it, and of the roles in those. */
function groupMembers(scope: MembersScope, name: string): Sql {
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
  // OFFSET 0: members are looked up group by group, whatever PostgreSQL believes of their number.
  const inGroup = sql`SELECT gm."userorgroupid" AS "id" FROM ${member} AS gm WHERE gm."groupid" = mg."id" AND NOT gm."isdeleted" OFFSET 0`
  return sql`WITH RECURSIVE mg("id") AS (SELECT unnest(${ids}::text[]) COLLATE "C" UNION SELECT inside."id" FROM mg CROSS JOIN LATERAL (${inGroup}) AS inside WHERE starts_with(mg."id", '00G')) SELECT mg."id" FROM mg UNION ALL ${usersIn(scope, sql`${roles}`)}`
}

/** By their roles those below are fewer words than by their ids. */
function granteeSql(scope: RowScope, { owners, below }: RowPlace['asker']): Sql {
  return sql`(sh."grantee" = ANY(${owners}::text[]) OR sh."grantee" IN (${usersIn(scope, below)}))`
}

/** The same for the few shares of one record: each user is looked up. */
function granteeOfOneSql(scope: RowScope, { owners, below }: RowPlace['asker']): Sql {
  const isBelow = sql`SELECT 1 FROM ${scope.table('user')} AS su WHERE su."id" = sh."grantee" AND su."userroleid" = ANY(${below}::text[])`
  return sql`(sh."grantee" = ANY(${owners}::text[]) OR EXISTS (${isBelow}))`
}

/** Records that were shared one by one with the user, a group of the user's, or somebody below. */
function manualShares(scope: RowScope, place: RowPlace): readonly RowPart[] {
  const { object, alias, asker, right, use } = place
  if (!object.fields.get('ownerid')?.column || !(scope.hasShares || use === 'reasons')) return []
  const enough = right === 'read' ? sql`` : sql` AND sh."level" = 'Edit'`
  const sharesOf = (grantee: Sql): Sql => sql`FROM ${scope.table('_share')} AS sh WHERE ${grantee}${enough}`
  const shares = sharesOf(sql`sh."grantee" = ANY(${asker.grantees}::text[])`)
  const id = column(alias, 'id')
  const asUsed = {
    scan: sql`${id} IN (SELECT sh."record" ${shares})`,
    marked: sql`${id} IN (SELECT sh."record" ${sharesOf(granteeSql(scope, asker))})`,
    few: sql`${id} = ANY(ARRAY(SELECT sh."record" ${shares}))`,
    one: sql`EXISTS (SELECT 1 ${shares} AND sh."record" = ${id})`,
    oneMarked: sql`EXISTS (SELECT 1 ${sharesOf(granteeOfOneSql(scope, asker))} AND sh."record" = ${id})`,
  }
  const message = say('was shared with the user, a group of the user, or somebody below')
  return [{ sql: asUsed[use === 'reasons' ? 'one' : use], reason: { kind: 'ManualShare', message } }]
}
