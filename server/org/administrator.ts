import { administratorHolders } from '../access/powers.ts'
import type { Connection } from '../storage/database.ts'
import { quoteTable } from '../storage/sql/names.ts'
import { transaction } from '../storage/transaction.ts'
import { openIdentities } from './identities.ts'
import { upsertRows } from './mirror.ts'
import { assignedColumn, assignmentHolds } from './principals.ts'
import { hashSecret } from './secrets.ts'
import type { Org } from './session.ts'

export const ADMINISTRATOR = 'admin@atelier.local'
const PROFILE = 'System_Administrator'

export interface Administrator {
  readonly userId: string
  readonly username: string
}

/**
 * The org's first user and its Organization record, made after the first deploy has made their tables. An org whose
 * metadata has no User object gets the login only. The password is asked for when the user is new.
 */
export async function ensureAdministrator(
  org: Org,
  choosePassword: () => string | Promise<string>,
): Promise<Administrator> {
  const { database, schema } = org
  const identities = await openIdentities(database, schema)
  const userId = identities.idOf('user', 'administrator')
  const there = await findAdministrator(org, userId)
  if (there) return there
  const passwordHash = await hashSecret(await choosePassword())
  await transaction(database, { gate: org.gate }, async connection => {
    await identities.save(connection)
    const user = org.model.objects.get('user')
    const profileId = org.model.profiles.get(PROFILE.toLowerCase())?.id ?? null
    if (user) await upsertRows(connection, schema, user, [userRow(userId, profileId)], userId)
    const organization = org.model.objects.get('organization')
    if (organization) await upsertRows(connection, schema, organization, [organizationRow(org)], userId)
    await connection.run({
      text: 'INSERT INTO atelier.login (org, username, "user", password_hash) VALUES ($1, $2, $3, $4)',
      values: [org.id, ADMINISTRATOR, userId, passwordHash],
    })
  })
  return { userId, username: ADMINISTRATOR }
}

/** The first one while active, else another one; undefined in an org that nobody has ever logged in to. */
async function findAdministrator(org: Org, firstId: string): Promise<Administrator | undefined> {
  const { rows } = await org.database.run({
    text: 'SELECT "user", username FROM atelier.login WHERE org = $1 ORDER BY active DESC, "user" = $2 DESC, "user"',
    values: [org.id, firstId],
  })
  if (rows.length === 0) return undefined
  const mighty = await listAdministrators(org.database, org, administratorHolders(org.model))
  const [userId, username] = rows.find(([id]) => mighty.has(id as string)) ?? rows[0] ?? []
  return { userId: userId as string, username: username as string }
}

/**
 * Is anybody left who is active and holds one of these profiles, permission sets or groups for good? Asked one save at
 * a time.
 */
export async function hasAdministrator(
  connection: Connection,
  org: Org,
  holders: readonly string[],
): Promise<boolean> {
  await connection.run({
    text: `SELECT pg_advisory_xact_lock(hashtext('administrators'), hashtext($1))`,
    values: [org.id],
  })
  return (await listAdministrators(connection, org, holders, true)).size > 0
}

/** Ids of the active users who hold one of these profiles, permission sets or groups; for good: by nothing that ends. */
export async function listAdministrators(
  connection: Connection,
  { schema, model }: Pick<Org, 'schema' | 'model'>,
  holders: readonly string[],
  forGood = false,
): Promise<ReadonlySet<string>> {
  const user = model.objects.get('user')
  if (!user?.fields.has('profileid')) return new Set()
  const assignment = model.objects.get('permissionsetassignment')
  const ends = forGood && assignment?.fields.has('expirationdate') ? ' AND "expirationdate" IS NULL' : ''
  const assigned =
    assignment &&
    ` OR "id" IN (SELECT "assigneeid" FROM ${quoteTable(schema, assignment.table)} WHERE ${assignedColumn(assignment)} = ANY($1) AND ${assignmentHolds(assignment)}${ends})`
  const { rows } = await connection.run({
    text: `SELECT "id" FROM ${quoteTable(schema, user.table)}
      WHERE "isactive" AND NOT "isdeleted" AND ("profileid" = ANY($1)${assigned ?? ''})`,
    values: [holders],
  })
  return new Set(rows.map(([id]) => id as string))
}

function userRow(id: string, profileId: string | null) {
  return {
    id,
    name: 'Administrator',
    lastname: 'Administrator',
    username: ADMINISTRATOR,
    email: ADMINISTRATOR,
    alias: 'admin',
    communitynickname: 'admin',
    isactive: true,
    receivesinfoemails: false,
    profileid: profileId,
    languagelocalekey: 'en_US',
    localesidkey: 'en_US',
    emailencodingkey: 'UTF-8',
    usertype: 'Standard',
  }
}

function organizationRow(org: Org) {
  return {
    id: org.id,
    name: org.name === 'production' ? 'Atelier' : `Atelier ${org.name}`,
    issandbox: org.name !== 'production',
    usesstartdateasfiscalyearname: false,
    timezonesidkey: org.timeZone,
    languagelocalekey: 'en_US',
    defaultlocalesidkey: 'en_US',
    organizationtype: 'Atelier',
  }
}
