import { Router } from 'express'
import { normalizeId } from '../../kernel/ids.ts'
import { loginAs } from '../../org/login-as.ts'
import { checkManages } from '../../org/managed-users.ts'
import { allowOnly } from '../allow-only.ts'
import { sessionOf } from '../authenticate.ts'
import { sourceOf } from '../login-source.ts'
import { requireOneself } from '../require-permission.ts'
import { notFound, sendValue } from '../respond.ts'
import { textOf } from './passwords.ts'

/** For those who help others: to see what a user sees. */
export function loginAsRoutes(): Router {
  const router = Router()

  router.post('/login-as', requireOneself, async (request, response) => {
    const { org, access, principal } = sessionOf(response)
    const userId = normalizeId(textOf(request, 'userId'))
    if (!userId) throw notFound()
    await checkManages(org, access, userId, 'LoginAsUser')
    const { token, username, issuedAt } = await loginAs(org, principal, userId, sourceOf(request))
    const issued = { access_token: token, token_type: 'Bearer', issued_at: String(issuedAt) }
    sendValue(response, { ...issued, userId, username, actor: principal.username })
  })
  router.all('/login-as', allowOnly('POST'))

  return router
}
