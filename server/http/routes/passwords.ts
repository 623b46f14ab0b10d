import { type Request, type Response, Router } from 'express'
import { AtelierError } from '../../kernel/errors.ts'
import { normalizeId } from '../../kernel/ids.ts'
import { checkManages } from '../../org/managed-users.ts'
import { confirmPassword, makePassword, type SetBy, setPassword } from '../../org/passwords.ts'
import { allowOnly } from '../allow-only.ts'
import { loginOf, sessionOf } from '../authenticate.ts'
import { sourceOf } from '../login-source.ts'
import { bodyObject } from '../request-body.ts'
import { requireOneself } from '../require-permission.ts'
import { notFound, sendNothing, sendValue } from '../respond.ts'

const PATH = '/User/:id/password'

/** Passwords of users, as Salesforce has them: looked at, set, and made anew. */
export function passwordRoutes(): Router {
  const router = Router()

  router.get(PATH, async (request, response) => {
    await checkMay(response, idOf(request))
    sendValue(response, { isExpired: false })
  })

  router.post(PATH, requireOneself, async (request, response) => {
    const id = idOf(request)
    const { org, access, principal } = sessionOf(response)
    const password = textOf(request, 'NewPassword')
    if (id !== principal.userId) await checkManages(org, access, id)
    else if (!access.may('ManageUsers')) {
      await confirmPassword(org, principal, textOf(request, 'OldPassword'), sourceOf(request))
    }
    await setPassword(org, id, password, byOf(response))
    sendNothing(response)
  })

  router.delete(PATH, requireOneself, async (request, response) => {
    const { org, access } = sessionOf(response)
    const id = idOf(request)
    await checkManages(org, access, id)
    sendValue(response, { NewPassword: await makePassword(org, id, byOf(response)) })
  })

  router.all(PATH, allowOnly('GET', 'POST', 'DELETE'))

  return router
}

function byOf(response: Response): SetBy {
  return { who: sessionOf(response).principal.username, session: loginOf(response).id }
}

async function checkMay(response: Response, id: string): Promise<void> {
  const { org, access, principal } = sessionOf(response)
  if (id !== principal.userId) await checkManages(org, access, id)
}

export function textOf(request: Request, key: string): string {
  const value = bodyObject(request.body)[key]
  if (typeof value === 'string' && value !== '') return value
  throw new AtelierError('INVALID_INPUT', `"${key}" must be a text.`)
}

function idOf(request: Request): string {
  const id = normalizeId(String(request.params.id))
  if (id) return id
  throw notFound()
}
