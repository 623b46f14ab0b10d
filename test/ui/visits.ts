import { expect } from 'chai'
import { accessInOrg } from '../../server/org/access-in-org.ts'
import { loadPrincipal } from '../../server/org/principals.ts'
import type { Session } from '../../server/org/session.ts'
import { noHooks } from '../../server/records/hooks.ts'
import { write } from '../../server/records/write.ts'
import { viewerOf } from '../../server/ui/viewer.ts'
import type { Visit } from '../../server/ui/visit.ts'
import type { TestOrg } from '../support/test-org.ts'

let users = 0

/** Saves records as the administrator, all of them, and gives their ids. */
export async function insertRecords(
  { session }: TestOrg,
  object: string,
  ...records: readonly Readonly<Record<string, unknown>>[]
): Promise<readonly string[]> {
  const request = { object, operation: 'insert', records, allOrNone: true } as const
  const results = await write(session, request, noHooks)
  expect(results.flatMap(({ errors }) => errors)).to.deep.equal([])
  return results.map(({ id }) => id as string)
}

/** A visit of the administrator's. */
export async function adminVisit({ session }: TestOrg): Promise<Visit> {
  return visitOf(session)
}

/** A visit of a new user of the profile. */
export async function visitAs(
  { org, session }: TestOrg,
  profile: string,
  more: Readonly<Record<string, unknown>> = {},
): Promise<Visit> {
  const name = `visitor${++users}`
  const user = {
    LastName: name,
    Username: `${name}@${org.name}.test`,
    Email: `${name}@example.test`,
    Alias: name.slice(0, 8),
    CommunityNickname: name,
    ProfileId: org.model.profiles.get(profile.toLowerCase())?.id,
    IsActive: true,
    ...more,
  }
  const request = { object: 'User', operation: 'insert', records: [user], allOrNone: true } as const
  const [result] = await write(session, request, noHooks)
  const principal = await loadPrincipal(org, result?.id ?? '')
  if (!principal) throw new Error(`No user of ${profile}: ${JSON.stringify(result?.errors)}`)
  return visitOf({ org, principal, access: accessInOrg(org, principal) })
}

/** The next request of the same user: who that is is asked anew when shares or rights have changed. */
export async function nextVisit({ session: { org, principal } }: Visit): Promise<Visit> {
  const now = await loadPrincipal(org, principal.userId)
  if (!now) throw new Error(`${principal.username} is no active user any more.`)
  return visitOf({ org, principal: now, access: accessInOrg(org, now) })
}

/** Id of an order of the account Northlight, as it is when it is new. */
export async function insertOrder(org: TestOrg): Promise<string> {
  const [account = ''] = await insertRecords(org, 'Account', { Name: 'Northlight' })
  const order = { AccountId: account, EffectiveDate: '2099-01-01', expected_amount__c: 10 }
  const [id = ''] = await insertRecords(org, 'Order', order)
  return id
}

export async function visitOf(session: Session): Promise<Visit> {
  const viewer = await viewerOf(session)
  return { session, viewer, csrf: 'csrf', app: '', notice: undefined, url: '/' }
}
