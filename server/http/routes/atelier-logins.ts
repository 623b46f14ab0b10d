import { type Request, type Response, Router } from 'express'
import { AtelierError } from '../../kernel/errors.ts'
import { normalizeId } from '../../kernel/ids.ts'
import { listLogins } from '../../org/login-history.ts'
import { checkManages } from '../../org/managed-users.ts'
import { endSession, listSessions } from '../../org/open-sessions.ts'
import { allowOnly } from '../allow-only.ts'
import { loginOf, sessionOf } from '../authenticate.ts'
import { notFound, sendNothing, sendValue } from '../respond.ts'

/** Who logged in when and from where, and which sessions are open: the own ones, or with ManageUsers those of others. */
export function loginRoutes(): Router {
  const router = Router()

  router.get('/login-history', async (request, response) => {
    const { org, access } = sessionOf(response)
    const isAll = request.query.user === undefined && access.may('ManageUsers')
    sendValue(response, await listLogins(org, isAll ? undefined : await userOf(request, response)))
  })
  router.all('/login-history', allowOnly('GET'))

  router.get('/sessions', async (request, response) => {
    const sessions = await listSessions(sessionOf(response).org, await userOf(request, response))
    const { id } = loginOf(response)
    sendValue(
      response,
      sessions.map(session => ({ ...session, isCurrent: session.id === id })),
    )
  })
  router.all('/sessions', allowOnly('GET'))

  router.delete('/sessions/:id', async (request, response) => {
    const user = await userOf(request, response)
    if (!(await endSession(sessionOf(response).org, user, String(request.params.id)))) throw notFound()
    sendNothing(response)
  })
  router.all('/sessions/:id', allowOnly('DELETE'))

  return router
}

/** `?user=`, when the asker manages that user; else the asker. */
async function userOf(request: Request, response: Response): Promise<string> {
  const { org, access, principal } = sessionOf(response)
  const { user } = request.query
  if (user === undefined) return principal.userId
  const id = typeof user === 'string' ? normalizeId(user) : null
  if (!id) throw new AtelierError('INVALID_INPUT', '"user" must be the id of a user.')
  if (id !== principal.userId) await checkManages(org, access, id)
  return id
}
