import { Router } from 'express'
import { editRecordPage, updateRecord } from '../../ui/pages/edit-record.ts'
import { clonePage, createRecord, newRecordPage } from '../../ui/pages/new-record.ts'
import { visitOf } from '../browser-session.ts'
import type { HttpDependencies } from '../dependencies.ts'
import { filesOf } from '../form-upload.ts'
import { parametersOf, sendOutcome, sendPage } from '../send-page.ts'

/** Forms for records: new ones, clones, and those that are there. */
export function formPageRoutes({ hooks: { port } }: HttpDependencies): Router {
  const router = Router()

  router.get('/o/:object/new', async (request, response) => {
    const { object } = request.params
    await sendPage(response, await newRecordPage(visitOf(response), object, parametersOf(request)))
  })
  router.post('/o/:object/new', async (request, response) => {
    const { body, params } = request
    const outcome = await createRecord(visitOf(response), params.object, body, port, filesOf(response))
    await sendOutcome(request, response, outcome)
  })

  router.get('/r/:object/:id/edit', async (request, response) => {
    const given = parametersOf(request)
    await sendPage(response, await editRecordPage(visitOf(response), request.params, given))
  })
  router.post('/r/:object/:id/edit', async (request, response) => {
    const outcome = await updateRecord(visitOf(response), request.params, request.body, port)
    await sendOutcome(request, response, outcome)
  })

  router.get('/r/:object/:id/clone', async (request, response) => {
    await sendPage(response, await clonePage(visitOf(response), request.params))
  })

  return router
}
