import { loginClient } from '../org/connected-apps.ts'
import { type LoginOutcome, login } from '../org/logins.ts'
import { grantByAssertion, grantByCode, grantByRefreshToken } from './app-grants.ts'
import { type Grant, type Granted, type Refusal, refusal, type TokenRequest } from './grant.ts'

/** How each grant type finds the user, or why not. Unknown names cost what wrong secrets cost. */
const GRANTS: ReadonlyMap<string, Grant> = new Map<string, Grant>([
  [
    'password',
    async ({ org, source, form }) => {
      const { username, password, totp: code, client_id: application } = form
      if (!username || !password) return refusal('invalid_request', 'must provide username and password')
      return toGrant(await login(org, { username, password, code }, source, application?.slice(0, 80)))
    },
  ],
  [
    'client_credentials',
    async ({ org, form }) => {
      const { client_id: clientId, client_secret: secret } = form
      if (!clientId || !secret) return refusal('invalid_request', 'must provide client_id and client_secret')
      const app = await loginClient(org, clientId, secret)
      if (!app) return refusal('invalid_client', 'invalid client credentials', 401)
      return { userId: app.userId, clientId, scopes: app.scopes }
    },
  ],
  ['authorization_code', grantByCode],
  ['refresh_token', grantByRefreshToken],
  ['urn:ietf:params:oauth:grant-type:jwt-bearer', grantByAssertion],
])

function toGrant(login: LoginOutcome): Granted | Refusal {
  if (login.outcome === 'in') return { userId: login.userId }
  if (login.outcome === 'enrol') return { userId: login.userId, scopes: ['two_factor'] }
  if (login.outcome === 'refused') return refusal('invalid_grant', 'authentication failure')
  if (login.outcome === 'code') {
    return refusal('invalid_grant', 'second factor required: send its code as totp, or behind the password')
  }
  const { seconds } = login
  const description = `too many attempts failed: try again in ${seconds} seconds`
  return { ...refusal('invalid_grant', description, 429), seconds }
}

/** Whom a token request stands for, or why it is refused. */
export async function grantUser(asked: TokenRequest): Promise<Granted | Refusal> {
  const { grant_type: type = '' } = asked.form
  const grant = GRANTS.get(type)
  if (grant) return grant(asked)
  return type
    ? refusal('unsupported_grant_type', 'grant type not supported')
    : refusal('invalid_request', 'must provide grant_type')
}
