import type { Principal } from '../access/principal.ts'
import type { Connection } from '../storage/database.ts'
import { quoteTable } from '../storage/sql/names.ts'
import type { Org } from './session.ts'

/** Who a user is; undefined when there is no such active user. */
export async function loadPrincipal(org: Org, userId: string): Promise<Principal | undefined> {
  const { database, schema, model } = org
  if (!model.objects.has('user')) return undefined
  const { rows } = await database.run({
    text: `SELECT "username", "profileid" FROM ${quoteTable(schema, 'user')}
      WHERE "id" = $1 AND "isactive" AND NOT "isdeleted"`,
    values: [userId],
  })
  const [username, profileId] = rows[0] ?? []
  if (!username) return undefined
  const profile = [...model.profiles].find(([, { id }]) => id === profileId)?.[1].name ?? ''
  const permissionSets = await loadPermissionSets(database, org, userId)
  return Object.freeze({ userId, username, profile, permissionSets })
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

async function loadPermissionSets(
  connection: Connection,
  org: Org,
  userId: string,
): Promise<readonly string[]> {
  const { schema, model } = org
  if (!model.objects.has('permissionsetassignment')) return []
  const { rows } = await connection.run({
    text: `SELECT "permissionsetid" FROM ${quoteTable(schema, 'permissionsetassignment')}
      WHERE "assigneeid" = $1 AND NOT "isdeleted"`,
    values: [userId],
  })
  const ids = new Set(rows.map(([id]) => id))
  return [...model.permissionSets.values()].filter(({ id }) => ids.has(id)).map(({ name }) => name)
}
