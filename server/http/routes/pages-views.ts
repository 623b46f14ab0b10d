import { Router } from 'express'
import {
  deleteSavedView,
  deleteViewPage,
  pinList,
  savedViewPage,
  saveSavedView,
} from '../../ui/pages/saved-view.ts'
import { visitOf } from '../browser-session.ts'
import { parametersOf, sendOutcome, sendPage } from '../send-page.ts'

/** Lists as users want them: saved, changed, deleted, pinned. */
export function viewPageRoutes(): Router {
  const router = Router()

  router.get('/o/:object/views', async (request, response) => {
    const { filterName } = parametersOf(request)
    await sendPage(response, await savedViewPage(visitOf(response), request.params.object, filterName))
  })
  router.post('/o/:object/views', async (request, response) => {
    const saved = await saveSavedView(visitOf(response), request.params.object, request.body)
    if ('page' in saved) return sendPage(response, saved.page)
    response.redirect(303, saved.address)
  })
  router.get('/o/:object/views/delete', async (request, response) => {
    const { filterName } = parametersOf(request)
    await sendPage(response, await deleteViewPage(visitOf(response), request.params.object, filterName))
  })
  router.post('/o/:object/views/delete', async (request, response) => {
    const outcome = await deleteSavedView(visitOf(response), request.params.object, request.body)
    await sendOutcome(request, response, outcome)
  })
  router.post('/o/:object/views/pin', async (request, response) => {
    response.redirect(303, await pinList(visitOf(response), request.params.object, request.body))
  })

  return router
}
