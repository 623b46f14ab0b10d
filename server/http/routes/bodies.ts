import { Router } from 'express'
import { bodyField, openBody } from '../../records/read-body.ts'
import { sessionOf } from '../authenticate.ts'
import { sendFile } from '../send-file.ts'

/** Files of records: `/sobjects/ContentVersion/{id}/VersionData`. */
export function bodyRoutes(): Router {
  const router = Router({ mergeParams: true })

  router.get('/:object/:id/:field', async (request, response, next) => {
    const session = sessionOf(response)
    const { object, id, field } = request.params
    if (!bodyField(session, object, field)) return next()
    await sendFile(response, await openBody(session, { object, id, field }))
  })

  return router
}
