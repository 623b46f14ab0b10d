import { Router } from 'express'
import { recordPath } from '../../ui/addresses.ts'
import { deletePage, deleteRecord, undeleteRecord } from '../../ui/pages/delete-record.ts'
import { editRecordPage, updateRecord } from '../../ui/pages/edit-record.ts'
import { clonePage, createRecord, newRecordPage } from '../../ui/pages/new-record.ts'
import { recordPage } from '../../ui/pages/record.ts'
import { visitOf } from '../browser-session.ts'
import type { HttpDependencies } from '../dependencies.ts'
import { parametersOf, sendOutcome, sendPage } from '../send-page.ts'

/** Pages of one record: view, new, edit, clone, delete. */
export function recordPageRoutes({ hooks: { port } }: HttpDependencies): Router {
  const router = Router()

  router.get('/o/:object/new', async (request, response) => {
    await sendPage(
      response,
      await newRecordPage(visitOf(response), request.params.object, parametersOf(request)),
    )
  })
  router.post('/o/:object/new', async (request, response) => {
    const outcome = await createRecord(visitOf(response), request.params.object, request.body, port)
    await sendOutcome(request, response, outcome)
  })

  router.get('/r/:object/:id/view', async (request, response) => {
    await sendPage(response, await recordPage(visitOf(response), request.params))
  })

  router.get('/r/:object/:id/edit', async (request, response) => {
    await sendPage(response, await editRecordPage(visitOf(response), request.params, parametersOf(request)))
  })
  router.post('/r/:object/:id/edit', async (request, response) => {
    const outcome = await updateRecord(visitOf(response), request.params, request.body, port)
    await sendOutcome(request, response, outcome)
  })

  router.get('/r/:object/:id/clone', async (request, response) => {
    await sendPage(response, await clonePage(visitOf(response), request.params))
  })

  router.get('/r/:object/:id/delete', async (request, response) => {
    await sendPage(response, await deletePage(visitOf(response), request.params))
  })
  router.post('/r/:object/:id/delete', async (request, response) => {
    await sendOutcome(request, response, await deleteRecord(visitOf(response), request.params, port))
  })
  router.post('/r/:object/:id/undelete', async (request, response) => {
    await sendOutcome(request, response, await undeleteRecord(visitOf(response), request.params, port))
  })

  router.get('/r/:object/:id', (request, response) => {
    response.redirect(303, recordPath(request.params.object, request.params.id))
  })

  return router
}
