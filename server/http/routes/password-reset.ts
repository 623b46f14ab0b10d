import { Router } from 'express'
import { emit } from '../../kernel/observe.ts'
import { resetPassword, sendPasswordReset } from '../../org/password-reset.ts'
import { allowOnly } from '../allow-only.ts'
import { requestOrg } from '../authenticate.ts'
import type { HttpDependencies } from '../dependencies.ts'
import { readJsonBody } from '../request-body.ts'
import { sendNothing } from '../respond.ts'
import { textOf } from './passwords.ts'

const ASK = '/services/atelier/password-reset'
const SET = `${ASK}/confirm`

/** A forgotten password: a link by mail, and the new password that the link lets one set. Without a login. */
export function passwordResetRoutes(dependencies: HttpDependencies): Router {
  const router = Router()

  router.post(ASK, readJsonBody, (request, response) => {
    const username = textOf(request, 'username')
    // Answered before anything is looked up: neither words nor time tell whether there is such a user.
    sendNothing(response)
    const org = requestOrg(dependencies, request)
    sendPasswordReset(org, username, dependencies.publicUrl(org)).catch(warn)
  })
  router.all(ASK, allowOnly('POST'))

  router.post(SET, readJsonBody, async (request, response) => {
    const org = requestOrg(dependencies, request)
    await resetPassword(org, textOf(request, 'token'), textOf(request, 'NewPassword'))
    sendNothing(response)
  })
  router.all(SET, allowOnly('POST'))

  return router
}

function warn(error: unknown): void {
  emit('warning', { message: 'A link to set a password could not be sent.', error })
}
