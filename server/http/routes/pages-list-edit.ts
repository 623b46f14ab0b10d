import { Router } from 'express'
import { editListPage, saveList } from '../../ui/pages/edit-list.ts'
import { visitOf } from '../browser-session.ts'
import type { HttpDependencies } from '../dependencies.ts'
import { parametersOf, sendOutcome, sendPage } from '../send-page.ts'

/** Cells of a list that are changed where they stand. */
export function listEditRoutes({ hooks: { port } }: HttpDependencies): Router {
  const router = Router()

  router.get('/o/:object/edit-list', async (request, response) => {
    const { object } = request.params
    await sendPage(response, await editListPage(visitOf(response), { ...parametersOf(request), object }))
  })
  router.post('/o/:object/edit-list', async (request, response) => {
    const asked = { ...parametersOf(request), object: request.params.object }
    await sendOutcome(request, response, await saveList(visitOf(response), asked, request.body, port))
  })

  return router
}
