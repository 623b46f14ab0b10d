import type { Request } from 'express'
import { fullAccess } from '../access/access.ts'
import type { Session } from '../org/session.ts'
import { readById } from '../records/read-by-id.ts'

/** `http://host:port` as the client sees it. */
export function baseUrl(request: Request): string {
  return `${request.protocol}://${request.headers.host}`
}

/** Who the token belongs to, in the shape of Salesforce's userinfo and identity answers. */
export async function identityOf(session: Session, url: string): Promise<Readonly<Record<string, unknown>>> {
  const { org, principal } = session
  const fields = ['Username', 'Name', 'Email', 'FirstName', 'LastName']
  const user = JSON.parse(
    await readById(
      { ...session, access: fullAccess },
      { object: 'User', id: principal.userId, fields, version: '60.0' },
    ),
  )
  return {
    sub: `${url}/id/${org.id}/${principal.userId}`,
    id: `${url}/id/${org.id}/${principal.userId}`,
    user_id: principal.userId,
    organization_id: org.id,
    username: user.Username,
    preferred_username: user.Username,
    nick_name: user.Username,
    display_name: user.Name,
    name: user.Name,
    given_name: user.FirstName,
    family_name: user.LastName,
    email: user.Email,
    active: true,
    user_type: 'STANDARD',
    zoneinfo: org.timeZone,
    urls: {
      rest: `${url}/services/data/v{version}/`,
      sobjects: `${url}/services/data/v{version}/sobjects/`,
      query: `${url}/services/data/v{version}/query/`,
      custom_domain: url,
    },
  }
}
