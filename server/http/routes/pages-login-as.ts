import { type Request, type Response, Router } from 'express'
import { normalizeId } from '../../kernel/ids.ts'
import { loginAs } from '../../org/login-as.ts'
import { checkManages } from '../../org/managed-users.ts'
import { ACTING_ENDS, LOGIN_AS, recordPath } from '../../ui/addresses.ts'
import { beginActing, endActing } from '../acting-session.ts'
import { loginOf } from '../authenticate.ts'
import { HOME, visitOf } from '../browser-session.ts'
import { sourceOf } from '../login-source.ts'
import { requireOneself } from '../require-permission.ts'
import { notFound } from '../respond.ts'

/** Administrators see the pages of a user as the user does, and come back. */
export function loginAsPageRoutes(): Router {
  const router = Router()
  const pathOf = (address: string): string => address.replace('/lightning', '')

  router.post(pathOf(LOGIN_AS), requireOneself, async (request, response) => {
    await begin(request, response)
    response.redirect(303, HOME)
  })

  router.post(pathOf(ACTING_ENDS), async (request, response) => {
    const { org, principal } = visitOf(response).session
    const isBack = await endActing(org, request, response, loginOf(response).actor)
    response.redirect(303, isBack ? recordPath('User', principal.userId) : '/login')
  })

  return router
}

async function begin(request: Request, response: Response): Promise<void> {
  const { org, access, principal } = visitOf(response).session
  const userId = normalizeId(String((request.body as { userId?: unknown }).userId ?? ''))
  if (!userId) throw notFound()
  await checkManages(org, access, userId, 'LoginAsUser')
  const { token } = await loginAs(org, principal, userId, sourceOf(request))
  beginActing(request, response, token)
}
