import { hash } from '@node-rs/argon2'
import { transaction } from '../storage/transaction.ts'
import { openIdentities } from './identities.ts'
import { upsertRows } from './mirror.ts'
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
  const there = await database.run({
    text: 'SELECT 1 FROM atelier.login WHERE org = $1 AND username = $2',
    values: [org.id, ADMINISTRATOR],
  })
  if (there.rows.length > 0) return { userId, username: ADMINISTRATOR }
  const passwordHash = await hash(await choosePassword())
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
