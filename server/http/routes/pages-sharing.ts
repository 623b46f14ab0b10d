import { Router } from 'express'
import { addShare, removeShare, sharingPage } from '../../ui/pages/sharing.ts'
import { visitOf } from '../browser-session.ts'
import { parametersOf, sendOutcome, sendPage } from '../send-page.ts'

/** Who sees a record, and to whom it is opened by hand. */
export function sharingPageRoutes(): Router {
  const router = Router()
  const path = '/r/:object/:id/sharing'

  router.get(path, async (request, response) => {
    const { user } = parametersOf(request)
    await sendPage(response, await sharingPage(visitOf(response), request.params, user))
  })
  router.post(path, async (request, response) => {
    await sendOutcome(request, response, await addShare(visitOf(response), request.params, request.body))
  })
  router.post(`${path}/remove`, async (request, response) => {
    await sendOutcome(request, response, await removeShare(visitOf(response), request.params, request.body))
  })

  return router
}
