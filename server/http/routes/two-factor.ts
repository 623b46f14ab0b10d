import { type Request, type Response, Router } from 'express'
import { normalizeId } from '../../kernel/ids.ts'
import { countFailure, secondsToWait } from '../../org/login-failures.ts'
import { checkManages } from '../../org/managed-users.ts'
import {
  beginTwoFactor,
  confirmTwoFactor,
  demandsTwoFactor,
  hasTwoFactor,
  removeTwoFactor,
  useTwoFactor,
  wrongCode,
} from '../../org/two-factor.ts'
import { allowOnly } from '../allow-only.ts'
import { sessionOf } from '../authenticate.ts'
import { sourceOf } from '../login-source.ts'
import { readJsonBody } from '../request-body.ts'
import { requireOneself } from '../require-permission.ts'
import { notFound, sendNothing, sendValue } from '../respond.ts'
import { textOf } from './passwords.ts'

/** The second factor: set up, confirmed with a first code, and removed with one, or by who manages users. */
export function twoFactorRoutes(): Router {
  const router = Router()
  router.use(requireOneself, readJsonBody)

  router.get('/', async (_request, response) => {
    const { org, principal } = sessionOf(response)
    const isSet = await hasTwoFactor(org, principal.userId)
    sendValue(response, { isSet, isDemanded: demandsTwoFactor(org, principal) })
  })
  router.post('/', async (_request, response) => {
    const { org, principal } = sessionOf(response)
    sendValue(response, await beginTwoFactor(org, principal), 201)
  })
  router.all('/', allowOnly('GET', 'POST'))

  router.post('/confirm', async (request, response) => {
    const { org, principal } = sessionOf(response)
    sendValue(response, {
      recoveryCodes: await confirmTwoFactor(org, principal.userId, textOf(request, 'code')),
    })
  })
  router.all('/confirm', allowOnly('POST'))

  router.post('/remove', async (request, response) => {
    await checkCode(request, response)
    const { org, principal } = sessionOf(response)
    await removeTwoFactor(org, principal.userId, principal.username)
    sendNothing(response)
  })
  router.all('/remove', allowOnly('POST'))

  router.delete('/:user', async (request, response) => {
    const { org, access, principal } = sessionOf(response)
    const user = normalizeId(request.params.user)
    if (!user) throw notFound()
    await checkManages(org, access, user)
    if (!(await removeTwoFactor(org, user, principal.username))) throw notFound()
    sendNothing(response)
  })
  router.all('/:user', allowOnly('DELETE'))

  return router
}

/** Guesses at the code count as they do at a login. */
async function checkCode(request: Request, response: Response): Promise<void> {
  const { org, principal } = sessionOf(response)
  const source = sourceOf(request)
  const code = textOf(request, 'code')
  const seconds = await secondsToWait(org, principal.username, source)
  if (seconds === 0 && (await useTwoFactor(org, principal.userId, code))) return
  await countFailure(org, principal.username, source)
  throw wrongCode()
}
