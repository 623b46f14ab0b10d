import { logIn } from '../bench/server-process.ts'

/** Tokens by profile, and an order that all of them may be asked about. */
export interface Prepared {
  readonly tokens: Readonly<Record<Profile, string>>
  readonly order: string
  readonly account: string
  readonly user: string
}

export const PROFILES = ['System_Administrator', 'Operations', 'Manufacturer', 'Hardware_Designer'] as const
export type Profile = (typeof PROFILES)[number]

type Body = Readonly<Record<string, unknown>>
type Post = (path: string, body: Body | URLSearchParams) => Promise<Readonly<Record<string, string>>>

/** A few records, and one user of each profile who logs in as programs do. */
export async function prepareOrg(url: string): Promise<Prepared> {
  const admin = await logIn(url)
  const post = poster(url, admin)
  const create = async (object: string, body: Body) =>
    (await post(`/services/data/v60.0/sobjects/${object}`, body)).id as string
  const profileId = async (profile: string) => {
    const query = encodeURIComponent(
      `SELECT Id FROM Profile WHERE Name IN ('${profile}', '${profile.replace('_', ' ')}')`,
    )
    const answer = await fetch(`${url}/services/data/v60.0/query?q=${query}`, {
      headers: { Authorization: `Bearer ${admin}` },
    })
    return ((await answer.json()) as { records: { Id: string }[] }).records[0]?.Id
  }
  const account = await create('Account', { Name: 'Probed' })
  const contact = await create('Contact', { LastName: 'Probed', AccountId: account })
  const order = await create('Order', {
    ...{ AccountId: account, title__c: 'Probed', expected_amount__c: 100 },
    EffectiveDate: new Date(Date.now() + 864_000_000).toISOString().slice(0, 10),
  })
  const tokens: Record<string, string> = { System_Administrator: admin }
  let user = ''
  for (const profile of PROFILES.slice(1)) {
    const isExternal = profile !== 'Operations'
    const username = `${profile.toLowerCase()}@security.test`
    user = await create('User', {
      ...{ LastName: profile, Username: username, Email: username, Alias: profile.slice(0, 8) },
      ...{ CommunityNickname: profile, ProfileId: await profileId(profile), IsActive: true },
      ...{ EmailEncodingKey: 'UTF-8', LanguageLocaleKey: 'en_US', LocaleSidKey: 'en_US' },
      ...(isExternal && { ContactId: contact }),
    })
    const app = await post('/services/atelier/connected-apps', { name: profile, username })
    const form = {
      grant_type: 'client_credentials',
      client_id: app.clientId ?? '',
      client_secret: app.clientSecret ?? '',
    }
    const login = await post('/services/oauth2/token', new URLSearchParams(form))
    tokens[profile] = login.access_token as string
  }
  return { tokens: tokens as Prepared['tokens'], order, account, user }
}

function poster(url: string, token: string): Post {
  return async (path, body) => {
    const isForm = body instanceof URLSearchParams
    const response = await fetch(url + path, {
      method: 'POST',
      headers: {
        Authorization: `Bearer ${token}`,
        'Content-Type': isForm ? 'application/x-www-form-urlencoded' : 'application/json',
      },
      body: isForm ? body : JSON.stringify(body),
    })
    const text = await response.text()
    if (!response.ok) throw new Error(`${path}: ${response.status} ${text}`)
    return JSON.parse(text) as Readonly<Record<string, string>>
  }
}
