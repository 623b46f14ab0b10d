import { createSession } from '../../server/org/sessions.ts'
import { type Client, createClient, type Fields } from './test-client.ts'
import type { TestServer } from './test-server.ts'

export interface TestUser extends Client {
  readonly id: string
  readonly username: string
  readonly token: string
}

let users = 0

/** An active user of the profile, logged in. */
export async function addUser(server: TestServer, profile: string, more: Fields = {}): Promise<TestUser> {
  const { org } = server.app
  const profileId = org.model.profiles.get(profile.toLowerCase())?.id
  if (!profileId) throw new Error(`There is no profile ${profile}.`)
  const name = `user${++users}`
  const username = `${name}@${server.app.org.name}.test`
  const id = await server.create('User', {
    LastName: name,
    Username: username,
    Email: `${name}@example.test`,
    Alias: name.slice(0, 8),
    CommunityNickname: name,
    ProfileId: profileId,
    IsActive: true,
    ...more,
  })
  const { token } = await createSession(org, id)
  return { id, username, token, ...createClient(server.url, token) }
}

export interface PortalUser extends TestUser {
  /** The account that the user works for. */
  readonly account: string
}

/** A user from outside, with a contact of a new account of the record type. */
export async function addPortalUser(
  server: TestServer,
  account: string,
  recordType: string,
  profile = recordType,
): Promise<PortalUser> {
  const type = server.app.org.model.objects.get('account')?.recordTypes.get(recordType.toLowerCase())
  const id = await server.create('Account', { Name: account, RecordTypeId: type?.id })
  const contact = await server.create('Contact', { LastName: `${account} contact`, AccountId: id })
  return { ...(await addUser(server, profile, { ContactId: contact })), account: id }
}
