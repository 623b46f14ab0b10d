import { Router } from 'express'
import { resetPassword } from '../../org/password-reset.ts'
import { allowOnly } from '../allow-only.ts'
import { requestOrg } from '../authenticate.ts'
import type { HttpDependencies } from '../dependencies.ts'
import { mailPasswordLink } from '../mail-password-link.ts'
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
    sendNothing(response)
    mailPasswordLink(dependencies, request, username)
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
