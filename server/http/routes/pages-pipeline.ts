import { Router } from 'express'
import { calendarPage } from '../../ui/pages/calendar.ts'
import { pipelinePage } from '../../ui/pages/pipeline.ts'
import { visitOf } from '../browser-session.ts'
import { parametersOf, sendPage } from '../send-page.ts'

/** Records by a picklist, as a picture. */
export function pipelinePageRoutes(): Router {
  const router = Router()

  router.get('/o/:object/pipeline', async (request, response) => {
    const { object } = request.params
    await sendPage(response, await pipelinePage(visitOf(response), { ...parametersOf(request), object }))
  })

  router.get('/o/:object/calendar', async (request, response) => {
    const { object } = request.params
    await sendPage(response, await calendarPage(visitOf(response), { ...parametersOf(request), object }))
  })

  return router
}
