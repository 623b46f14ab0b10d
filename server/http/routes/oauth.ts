import { type Request, type RequestHandler, type Response, Router } from 'express'
import { normalizeId } from '../../kernel/ids.ts'
import { recordAppLogin } from '../../org/login-history.ts'
import { deleteSession } from '../../org/open-sessions.ts'
import { revokeRefreshToken } from '../../org/refresh-tokens.ts'
import type { Org } from '../../org/session.ts'
import { createSession } from '../../org/sessions.ts'
import { allowOnly } from '../allow-only.ts'
import { authenticate, requestOrg, sessionOf } from '../authenticate.ts'
import type { HttpDependencies } from '../dependencies.ts'
import type { Granted, Refusal } from '../grant.ts'
import { grantUser } from '../grants.ts'
import { baseUrl, identityOf } from '../identity.ts'
import { sourceOf } from '../login-source.ts'
import { notFound, sendValue } from '../respond.ts'
import { formOf, handleTokenError, readForm } from '../token-request.ts'

type TokenAnswer = Readonly<Record<string, string>>

/** Login and logout, and who is logged in. */
export function oauthRoutes(dependencies: HttpDependencies): Router {
  const router = Router()

  router.post('/services/oauth2/token', ...readForm, async (request, response) => {
    const org = requestOrg(dependencies, request)
    const publicUrl = dependencies.publicUrl(org)
    const granted = await grantUser({ org, form: formOf(request), source: sourceOf(request), publicUrl })
    if ('userId' in granted) sendValue(response, await issueToken(org, granted, request))
    else sendRefusal(response, granted)
  })
  router.all('/services/oauth2/token', allowOnly('POST'))
  router.use('/services/oauth2/token', handleTokenError)

  const revoke: RequestHandler = async (request, response) => {
    const { token = '' } = formOf(request)
    const org = requestOrg(dependencies, request)
    await revokeRefreshToken(org, token)
    await deleteSession(org, token)
    response.status(200).end()
  }
  router.get('/services/oauth2/revoke', revoke)
  router.post('/services/oauth2/revoke', ...readForm, revoke)
  router.all('/services/oauth2/revoke', allowOnly('GET', 'POST'))

  const identity = ['/services/oauth2/userinfo', '/id/:org/:user']
  router.get(identity, authenticate(dependencies, 'id', 'openid', 'profile'), async (request, response) => {
    const session = sessionOf(response)
    const { org, user } = request.params as { org?: string; user?: string }
    if (!isSame(org, session.org.id) || !isSame(user, session.principal.userId)) throw notFound()
    sendValue(response, await identityOf(session, baseUrl(request)))
  })
  router.all(identity, allowOnly('GET'))

  return router
}

function sendRefusal(response: Response, { status, seconds, ...body }: Refusal): void {
  if (seconds !== undefined) response.setHeader('Retry-After', seconds)
  if (status === 401) response.setHeader('WWW-Authenticate', 'Basic')
  sendValue(response, body, status)
}

function isSame(given: string | undefined, id: string): boolean {
  return given === undefined || normalizeId(given) === id
}

async function issueToken(org: Org, granted: Granted, request: Request): Promise<TokenAnswer> {
  const { userId, clientId, scopes, family, refreshToken } = granted
  const url = baseUrl(request)
  const source = sourceOf(request)
  const { token, issuedAt } = await createSession(org, userId, { clientId, scopes, family, source })
  if (clientId) await recordAppLogin(org, userId, clientId, source)
  return {
    access_token: token,
    instance_url: url,
    id: `${url}/id/${org.id}/${userId}`,
    token_type: 'Bearer',
    issued_at: String(issuedAt),
    signature: '',
    ...(scopes && { scope: scopes.join(' ') }),
    ...(refreshToken !== undefined && { refresh_token: refreshToken }),
  }
}
