import { type Request, Router } from 'express'
import { fieldError } from '../../kernel/errors.ts'
import {
  readShares,
  SHARE_LEVELS,
  type ShareLevel,
  shareRecord,
  unshareRecord,
} from '../../records/shares.ts'
import { allowOnly } from '../allow-only.ts'
import { sessionOf } from '../authenticate.ts'
import { bodyObject } from '../request-body.ts'
import { notFound, sendNothing, sendValue } from '../respond.ts'
import { textOf } from './passwords.ts'

/** Records that are opened to users and groups one by one: what Salesforce keeps in AccountShare, OrderShare and others. */
export function shareRoutes(): Router {
  const router = Router()

  router.get('/shares/:record', async (request, response) => {
    sendValue(response, await readShares(sessionOf(response), request.params.record))
  })

  router.post('/shares/:record', async (request, response) => {
    const { record } = request.params
    const grantee = textOf(request, 'UserOrGroupId')
    await shareRecord(sessionOf(response), record, grantee, levelOf(request))
    sendNothing(response)
  })
  router.all('/shares/:record', allowOnly('GET', 'POST'))

  router.delete('/shares/:record/:grantee', async (request, response) => {
    const { record, grantee } = request.params
    if (!(await unshareRecord(sessionOf(response), record, grantee))) throw notFound()
    sendNothing(response)
  })
  router.all('/shares/:record/:grantee', allowOnly('DELETE'))

  return router
}

function levelOf(request: Request<{ record: string }>): ShareLevel {
  const given = bodyObject(request.body).AccessLevel
  const level = SHARE_LEVELS.find(one => one === given)
  if (level) return level
  const message = `AccessLevel: takes ${SHARE_LEVELS.join(' or ')}.`
  throw fieldError('INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST', message, ['AccessLevel'])
}
