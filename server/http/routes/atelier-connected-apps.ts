import { type Request, Router } from 'express'
import { AtelierError } from '../../kernel/errors.ts'
import { createConnectedApp, deleteConnectedApp, listConnectedApps } from '../../org/connected-apps.ts'
import { findUserId } from '../../org/principals.ts'
import type { Session } from '../../org/session.ts'
import { allowOnly } from '../allow-only.ts'
import { sessionOf } from '../authenticate.ts'
import { bodyObject } from '../request-body.ts'
import { requirePermission } from '../require-permission.ts'
import { notFound, sendNothing, sendValue } from '../respond.ts'

const LONGEST_NAME = 80

/** Programs that log in with a client id and secret of their own. */
export function connectedAppRoutes(): Router {
  const router = Router()

  router.get('/connected-apps', requirePermission('ManageUsers'), async (_request, response) => {
    sendValue(response, await listConnectedApps(sessionOf(response).org))
  })

  router.post('/connected-apps', requirePermission('ManageUsers'), async (request, response) => {
    const session = sessionOf(response)
    const name = nameOf(request)
    const user = await userOf(session, request)
    const credentials = await createConnectedApp(session.org, name, user.userId)
    sendValue(response, { ...credentials, name, ...user }, 201)
  })

  router.all('/connected-apps', allowOnly('GET', 'POST'))

  router.delete('/connected-apps/:clientId', requirePermission('ManageUsers'), async (request, response) => {
    if (!(await deleteConnectedApp(sessionOf(response).org, request.params.clientId))) throw notFound()
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

/** Who the app works as: the one who makes it, when nobody is named. */
async function userOf({ org, principal }: Session, request: Request) {
  const { username = principal.username } = bodyObject(request.body)
  const userId = typeof username === 'string' ? await findUserId(org, username) : undefined
  if (userId) return { userId, username }
  throw new AtelierError('INVALID_INPUT', `There is no active user "${String(username)}".`)
}
