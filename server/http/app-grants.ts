import { checkClient } from '../org/connected-apps.ts'
import { acceptAssertion } from '../org/jwt-bearer.ts'
import { useCode } from '../org/oauth-codes.ts'
import { loadPrincipal } from '../org/principals.ts'
import { issueRefreshToken, useRefreshToken } from '../org/refresh-tokens.ts'
import type { Org } from '../org/session.ts'
import type { Consent } from '../org/token-families.ts'
import { type Grant, type Granted, type Refusal, refusal } from './grant.ts'

const NO_CLIENT = refusal('invalid_client', 'invalid client credentials', 401)

/** The code that a user's login on the page has brought, with the proof that it is this app's (RFC 7636). */
export const grantByCode: Grant = async ({ org, form }) => {
  const { client_id: clientId, client_secret: secret, code, redirect_uri: redirectUri } = form
  const verifier = form.code_verifier
  if (!clientId || !code || !redirectUri || !verifier) {
    return refusal('invalid_request', 'must provide client_id, code, redirect_uri and code_verifier')
  }
  if (!(await checkClient(org, clientId, secret))) return NO_CLIENT
  const consent = await useCode(org, { clientId, code, redirectUri, verifier })
  return consent ? fulfil(org, consent) : refusal('invalid_grant', 'invalid or expired authorization code')
}

export const grantByRefreshToken: Grant = async ({ org, form }) => {
  const { client_id: clientId, client_secret: secret, refresh_token: token } = form
  if (!clientId || !token) return refusal('invalid_request', 'must provide client_id and refresh_token')
  if (!(await checkClient(org, clientId, secret))) return NO_CLIENT
  const consent = await useRefreshToken(org, clientId, token)
  return consent ? fulfil(org, consent) : refusal('invalid_grant', 'expired or used refresh token')
}

export const grantByAssertion: Grant = async ({ org, form: { assertion }, publicUrl }) => {
  if (!assertion) return refusal('invalid_request', 'must provide assertion')
  const asserted = await acceptAssertion(org, assertion, [publicUrl, `${publicUrl}/services/oauth2/token`])
  return asserted ?? refusal('invalid_grant', 'invalid assertion')
}

async function fulfil(org: Org, consent: Consent): Promise<Granted | Refusal> {
  const { userId, scopes } = consent
  if (!(await loadPrincipal(org, userId))) return refusal('invalid_grant', 'inactive user')
  if (!scopes.includes('refresh_token')) return consent
  return { ...consent, refreshToken: await issueRefreshToken(org, consent) }
}
