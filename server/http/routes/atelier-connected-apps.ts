import { type Request, Router } from 'express'
import { AtelierError } from '../../kernel/errors.ts'
import {
  type AppOptions,
  createConnectedApp,
  deleteConnectedApp,
  listConnectedApps,
  SCOPES,
} from '../../org/connected-apps.ts'
import { readPublicKey } from '../../org/jwt-bearer.ts'
import { checkManages } from '../../org/managed-users.ts'
import { findUserId } from '../../org/principals.ts'
import { isSafeRedirect } from '../../org/redirect-uris.ts'
import type { Session } from '../../org/session.ts'
import { allowOnly } from '../allow-only.ts'
import { sessionOf } from '../authenticate.ts'
import { bodyObject } from '../request-body.ts'
import { requireOneself, requirePermission } from '../require-permission.ts'
import { notFound, sendNothing, sendValue } from '../respond.ts'

const LONGEST_NAME = 80

/** Programs that log in with a client id and secret of their own. */
export function connectedAppRoutes(): Router {
  const router = Router()

  router.get('/connected-apps', requirePermission('ManageUsers'), async (_request, response) => {
    sendValue(response, await listConnectedApps(sessionOf(response).org))
  })

  router.post(
    '/connected-apps',
    requirePermission('ManageUsers'),
    requireOneself,
    async (request, response) => {
      const session = sessionOf(response)
      const name = nameOf(request)
      const user = await userOf(session, request)
      const options = await optionsOf(request)
      const { clientId, clientSecret } = await createConnectedApp(session.org, name, user.userId, options)
      const secret = options.hasSecret === false ? {} : { clientSecret }
      sendValue(response, { clientId, ...secret, name, ...user }, 201)
    },
  )

  router.all('/connected-apps', allowOnly('GET', 'POST'))

  router.delete('/connected-apps/:clientId', requirePermission('ManageUsers'), async (request, response) => {
    const { org, principal } = sessionOf(response)
    if (!(await deleteConnectedApp(org, request.params.clientId, principal.username))) throw notFound()
    sendNothing(response)
  })

  router.all('/connected-apps/:clientId', allowOnly('DELETE'))

  return router
}

function nameOf(request: Request): string {
  const { name } = bodyObject(request.body)
  const text = typeof name === 'string' ? name.trim() : ''
  if (text !== '' && text.length <= LONGEST_NAME) return text
  throw new AtelierError('INVALID_INPUT', `"name" must be a text of 1 to ${LONGEST_NAME} characters.`)
}

/** Who the app works as: the one who makes it, when nobody is named; nobody mightier than that one. */
async function userOf({ org, principal, access }: Session, request: Request) {
  const { username = principal.username } = bodyObject(request.body)
  const userId = typeof username === 'string' ? await findUserId(org, username) : undefined
  if (!userId) throw new AtelierError('INVALID_INPUT', `There is no active user "${String(username)}".`)
  if (userId !== principal.userId) await checkManages(org, access, userId)
  return { userId, username }
}

async function optionsOf(request: Request): Promise<AppOptions> {
  const { redirectUris, publicKey, scopes, hasSecret } = bodyObject(request.body)
  const uris = listOf('redirectUris', redirectUris, isSafeRedirect, 'https://… addresses without a fragment')
  const known: readonly string[] = SCOPES
  const names = listOf('scopes', scopes, scope => known.includes(scope), `some of ${SCOPES.join(', ')}`)
  return {
    ...(uris && { redirectUris: uris }),
    ...(names && { scopes: names }),
    ...(publicKey !== undefined && { publicKey: await keyOf(publicKey) }),
    hasSecret: hasSecret !== false,
  }
}

function listOf(
  key: string,
  value: unknown,
  isGood: (text: string) => boolean,
  what: string,
): readonly string[] | undefined {
  if (value === undefined) return undefined
  const isList = Array.isArray(value) && value.every(one => typeof one === 'string' && isGood(one))
  if (isList) return value as readonly string[]
  throw new AtelierError('INVALID_INPUT', `"${key}" must be a list of ${what}.`)
}

async function keyOf(pem: unknown): Promise<string> {
  try {
    await readPublicKey(pem as string)
    return pem as string
  } catch {
    throw new AtelierError(
      'INVALID_INPUT',
      '"publicKey" must be an RSA public key or a certificate, as PEM text.',
    )
  }
}
