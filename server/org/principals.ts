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
