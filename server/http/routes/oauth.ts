import express, { type Request, Router } from 'express'
import { AtelierError } from '../../kernel/errors.ts'
import type { Org } from '../../org/session.ts'
import { createSession, deleteSession, login, loginClient } from '../../org/sessions.ts'
import { authenticate, requestOrg, sessionOf } from '../authenticate.ts'
import type { HttpDependencies } from '../dependencies.ts'
import { baseUrl, identityOf } from '../identity.ts'
import { sendValue } from '../respond.ts'

type Form = Readonly<Record<string, string | undefined>>
type Grant = (org: Org, form: Form) => Promise<string | undefined>

/** How each grant type finds the user: the user's id, or undefined when refused. */
const GRANTS: Readonly<Record<string, Grant>> = {
  password: async (org, form) => login(org, form.username ?? '', form.password ?? ''),
  client_credentials: async (org, form) => loginClient(org, form.client_id ?? '', form.client_secret ?? ''),
}

/** OAuth 2.0 answers errors in its own shape (RFC 6749). */
function refuse(error: string, description: string): { error: string; error_description: string } {
  return { error, error_description: description }
}

export function oauthRoutes(dependencies: HttpDependencies): Router {
  const router = Router()
  const readForm = express.urlencoded({ extended: false, limit: '100kb' })

  router.post('/services/oauth2/token', readForm, async (request, response) => {
    const form = formOf(request)
    const grant = GRANTS[form.grant_type ?? '']
    if (!grant) return sendValue(response, refuse('unsupported_grant_type', 'grant type not supported'), 400)
    const org = requestOrg(dependencies, request)
    const userId = await grant(org, form)
    if (!userId) return sendValue(response, refuse('invalid_grant', 'authentication failure'), 400)
    sendValue(response, await issueToken(org, userId, baseUrl(request)))
  })

  router.post('/services/oauth2/revoke', readForm, async (request, response) => {
    const token = (request.body as Form).token ?? String(request.query.token ?? '')
    await deleteSession(requestOrg(dependencies, request), token)
    response.status(200).end()
  })

  router.get(
    ['/services/oauth2/userinfo', '/id/:org/:user'],
    authenticate(dependencies),
    async (request, response) => {
      const session = sessionOf(response)
      const { org, user } = request.params as { org?: string; user?: string }
      const isOther = (org && org !== session.org.id) || (user && user !== session.principal.userId)
      if (isOther) throw new AtelierError('NOT_FOUND', 'The requested resource does not exist')
      sendValue(response, await identityOf(session, baseUrl(request)))
    },
  )

  return router
}

function formOf(request: Request): Form {
  return { ...(request.query as Form), ...(request.body as Form), ...clientOf(request.headers.authorization) }
}

async function issueToken(org: Org, userId: string, url: string): Promise<Readonly<Record<string, string>>> {
  const { token, issuedAt } = await createSession(org, userId)
  return {
    access_token: token,
    instance_url: url,
    id: `${url}/id/${org.id}/${userId}`,
    token_type: 'Bearer',
    issued_at: String(issuedAt),
    signature: '',
  }
}

/** Client id and secret may come as HTTP Basic. */
function clientOf(authorization: string | undefined): Form {
  const encoded = /^Basic +(\S+)$/i.exec(authorization ?? '')?.[1]
  if (!encoded) return {}
  const [id, ...secret] = Buffer.from(encoded, 'base64').toString().split(':')
  return { client_id: decodeURIComponent(id ?? ''), client_secret: decodeURIComponent(secret.join(':')) }
}
