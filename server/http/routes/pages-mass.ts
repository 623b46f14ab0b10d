import { Router } from 'express'
import { MASS_ACTION } from '../../records/mass/perform-mass-action.ts'
import { massActionPage, startMassAction } from '../../ui/pages/mass-action.ts'
import { massProgressPage, stopMassAction } from '../../ui/pages/mass-progress.ts'
import { visitOf } from '../browser-session.ts'
import type { HttpDependencies } from '../dependencies.ts'
import { fieldsOf, parametersOf, sendPage } from '../send-page.ts'

/** What is done to many records at once: asked, begun, and watched. */
export function massPageRoutes({ queue }: HttpDependencies): Router {
  const router = Router()

  router.get('/o/:object/mass', async (request, response) => {
    await sendPage(
      response,
      await massActionPage(visitOf(response), request.params.object, fieldsOf(request)),
    )
  })
  router.post('/o/:object/mass', async (request, response) => {
    const { object } = request.params
    const begun = await startMassAction(visitOf(response), object, request.body, (session, id) =>
      queue.enqueueTask(session, MASS_ACTION, id),
    )
    if ('page' in begun) return sendPage(response, begun.page)
    response.redirect(303, begun.address)
  })

  router.get('/mass/:id', async (request, response) => {
    const { id } = request.params
    await sendPage(response, await massProgressPage(visitOf(response), { ...parametersOf(request), id }))
  })
  router.post('/mass/:id/stop', async (request, response) => {
    response.redirect(303, await stopMassAction(visitOf(response), request.params.id))
  })

  return router
}
