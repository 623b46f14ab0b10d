import { Router } from 'express'
import { deleteSavedView, pinList, savedViewPage, saveSavedView } from '../../ui/pages/saved-view.ts'
import { visitOf } from '../browser-session.ts'
import { parametersOf, sendPage } from '../send-page.ts'

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
  router.post('/o/:object/views/delete', async (request, response) => {
    const { object } = request.params
    response.redirect(303, await deleteSavedView(visitOf(response), object, request.body))
  })
  router.post('/o/:object/views/pin', async (request, response) => {
    response.redirect(303, await pinList(visitOf(response), request.params.object, request.body))
  })

  return router
}
