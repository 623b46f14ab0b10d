import type { Principal } from '../access/principal.ts'
import { roleIds, rolesBelow } from '../access/roles.ts'
import type { ObjectModel } from '../metadata/org-model.ts'
import type { PermissionHolderModel } from '../metadata/permission-model.ts'
import { groupsOf } from '../metadata/types/group/compile.ts'
import { permissionSetGroupsOf } from '../metadata/types/permission-set-group/compile.ts'
import { rolesOf } from '../metadata/types/role/compile.ts'
import type { Connection } from '../storage/database.ts'
import { quoteTable } from '../storage/sql/names.ts'
import { loadReach } from './reach.ts'
import type { Org } from './session.ts'

/** Who a user is; undefined when there is no such active user. */
export async function loadPrincipal(org: Org, userId: string): Promise<Principal | undefined> {
  const { database, schema, model } = org
  const user = model.objects.get('user')
  if (!user) return undefined
  const column = (name: string): string => (user.fields.has(name) ? `"${name}"` : 'NULL')
  const { rows } = await database.run({
    text: `SELECT "username", "profileid", ${column('userroleid')}, ${column('contactid')}, ${column('languagelocalekey')} FROM ${quoteTable(schema, 'user')}
      WHERE "id" = $1 AND "isactive" AND NOT "isdeleted"`,
    values: [userId],
  })
  const [username, profileId, roleId, contactId, locale] = rows[0] ?? []
  if (!username) return undefined
  const profile = [...model.profiles].find(([, { id }]) => id === profileId)?.[1].name ?? ''
  const roleName = [...rolesOf(model).values()].find(({ id }) => id === roleId)?.name
  const principal: Principal = {
    userId,
    username,
    profile,
    ...(await loadAssigned(database, org, userId)),
    ...(roleName !== undefined && { role: roleName }),
    ...(typeof contactId === 'string' && { contactId }),
    ...languageOf(locale),
    groups: Object.freeze(await loadGroups(database, org, userId, roleName)),
  }
  return Object.freeze({ ...principal, ...(await loadReach(org, principal)) })
}

function languageOf(locale: string | null | undefined): Pick<Principal, 'language'> {
  const language = locale?.slice(0, 2).toLowerCase()
  return language && language !== 'en' ? { language } : {}
}

/** The id of the active user of that name, in whatever case. */
export async function findUserId(org: Org, username: string): Promise<string | undefined> {
  if (!org.model.objects.has('user')) return undefined
  const { rows } = await org.database.run({
    text: `SELECT "id" FROM ${quoteTable(org.schema, 'user')}
      WHERE lower("username") = lower($1) AND "isactive" AND NOT "isdeleted"`,
    values: [username],
  })
  return rows[0]?.[0] ?? undefined
}

/** Usernames by id of those who are there. */
export async function findUsernames(
  org: Org,
  userIds: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  if (!org.model.objects.has('user')) return new Map()
  const { rows } = await org.database.run({
    text: `SELECT "id", "username" FROM ${quoteTable(org.schema, 'user')} WHERE "id" = ANY($1) AND NOT "isdeleted"`,
    values: [userIds],
  })
  return new Map(rows as readonly (readonly [string, string])[])
}

/** Names of the permission sets and of the groups that are assigned to the user. */
async function loadAssigned(
  connection: Connection,
  org: Org,
  userId: string,
): Promise<Pick<Principal, 'permissionSets' | 'permissionSetGroups'>> {
  const ids = new Set((await assignedIds(connection, org, [userId])).get(userId))
  const namesOf = (holders: ReadonlyMap<string, PermissionHolderModel>): readonly string[] =>
    [...holders.values()].filter(({ id }) => ids.has(id)).map(({ name }) => name)
  return {
    permissionSets: namesOf(org.model.permissionSets),
    permissionSetGroups: namesOf(permissionSetGroupsOf(org.model)),
  }
}

/** Ids of the permission sets and groups of each of the users, without those whose time is over. */
export async function assignedIds(
  connection: Connection,
  { schema, model }: Org,
  userIds: readonly string[],
): Promise<ReadonlyMap<string, readonly string[]>> {
  const object = model.objects.get('permissionsetassignment')
  if (!object) return new Map()
  const { rows } = await connection.run({
    text: `SELECT "assigneeid", array_to_string(array_agg(${assignedColumn(object)}), ' ') FROM ${quoteTable(schema, object.table)}
      WHERE "assigneeid" = ANY($1) AND ${assignmentHolds(object)} GROUP BY 1`,
    values: [userIds],
  })
  return new Map(rows.map(([user, ids]) => [user as string, (ids as string).split(' ')]))
}

/** What an assignment is of: a permission set, or a group where the object knows groups. */
export function assignedColumn({ fields }: ObjectModel): string {
  return fields.has('permissionsetgroupid')
    ? 'COALESCE("permissionsetgroupid", "permissionsetid")'
    : '"permissionsetid"'
}

/** The criterion for assignments of now; their columns stand alone or behind an alias. */
export function assignmentHolds(object: ObjectModel, prefix = ''): string {
  const criteria = [`NOT ${prefix}"isdeleted"`]
  if (object.fields.has('expirationdate')) {
    criteria.push(`(${prefix}"expirationdate" IS NULL OR ${prefix}"expirationdate" > now())`)
  }
  if (object.fields.has('isactive')) criteria.push(`${prefix}"isactive"`)
  return criteria.join(' AND ')
}

/**
 * Groups and queues of the user: as a member, through the role, through other groups; and those of everybody below,
 * where the group says so.
 */
async function loadGroups(
  connection: Connection,
  { schema, model }: Org,
  userId: string,
  role: string | undefined,
): Promise<readonly string[]> {
  if (!model.objects.has('groupmember')) return []
  const groups = [...groupsOf(model).values()]
  const below = role === undefined ? [] : rolesBelow(model, role)
  const isIn = (roles: readonly string[], name: string): boolean =>
    roles.some(one => one.toLowerCase() === name.toLowerCase())
  const byRole = groups.filter(
    group =>
      (role !== undefined && isIn(group.roles, role)) ||
      (group.doesIncludeBosses && below.some(name => isIn(group.roles, name))),
  )
  const nested = groups.flatMap(outer =>
    outer.groups.flatMap(name => {
      const inner = groupsOf(model).get(name.toLowerCase())
      return inner ? [{ inner: inner.id, outer: outer.id }] : []
    }),
  )
  const member = quoteTable(schema, 'groupmember')
  const { rows } = await connection.run({
    text: `WITH RECURSIVE inside AS (
        SELECT i COLLATE "C" AS i, o COLLATE "C" AS o FROM unnest($3::text[], $4::text[]) AS n(i, o)
        UNION ALL SELECT "userorgroupid", "groupid" FROM ${member} WHERE left("userorgroupid", 3) = '00G' AND NOT "isdeleted"
      ), mine(id) AS (
        SELECT "groupid" FROM ${member} WHERE "userorgroupid" = $1 AND NOT "isdeleted"
        UNION SELECT unnest($2::text[]) COLLATE "C"
        UNION SELECT m."groupid" FROM ${member} m
          JOIN ${quoteTable(schema, 'user')} u ON u."id" = m."userorgroupid"
          JOIN ${quoteTable(schema, 'group')} g ON g."id" = m."groupid" AND g."doesincludebosses"
          WHERE u."userroleid" = ANY($5::text[]) AND NOT m."isdeleted"
        UNION SELECT inside.o FROM inside JOIN mine ON inside.i = mine.id
      ) SELECT id FROM mine ORDER BY id`,
    values: [
      userId,
      byRole.map(({ id }) => id),
      nested.map(({ inner }) => inner),
      nested.map(({ outer }) => outer),
      roleIds(model, below),
    ],
  })
  return rows.map(([id]) => id as string)
}
