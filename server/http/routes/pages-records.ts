import { Router } from 'express'
import { normalizeId } from '../../kernel/ids.ts'
import { emit } from '../../kernel/observe.ts'
import { noteViewed } from '../../records/recent-records.ts'
import { recordPath } from '../../ui/addresses.ts'
import { activityPage } from '../../ui/pages/activity.ts'
import { deletePage, deleteRecord, undeleteRecord } from '../../ui/pages/delete-record.ts'
import { followRecord, unfollowRecord } from '../../ui/pages/follow.ts'
import { suggestions } from '../../ui/pages/lookup.ts'
import { recordPage } from '../../ui/pages/record.ts'
import { recycleBinPage } from '../../ui/pages/recycle-bin.ts'
import type { Visit } from '../../ui/visit.ts'
import { visitOf } from '../browser-session.ts'
import type { HttpDependencies } from '../dependencies.ts'
import { sendValue } from '../respond.ts'
import { fieldsOf, sendOutcome, sendPage } from '../send-page.ts'

/** Pages of one record, and what can be done with it at once. */
export function recordPageRoutes({ hooks: { port } }: HttpDependencies): Router {
  const router = Router()

  router.get('/lookup/:object/:field', async (request, response) => {
    sendValue(response, await suggestions(visitOf(response), request.params, fieldsOf(request)))
  })

  router.get('/page/recycle-bin', async (_request, response) => {
    await sendPage(response, await recycleBinPage(visitOf(response)))
  })

  router.get('/r/:object/:id/view', async (request, response) => {
    const visit = visitOf(response)
    await sendPage(response, await recordPage(visit, request.params))
    remember(visit, request.params.id)
  })

  router.get('/r/:object/:id/activity', async (request, response) => {
    await sendPage(response, await activityPage(visitOf(response), request.params))
  })

  router.post('/r/:object/:id/follow', async (request, response) => {
    await sendOutcome(request, response, await followRecord(visitOf(response), request.params, port))
  })
  router.post('/r/:object/:id/unfollow', async (request, response) => {
    await sendOutcome(request, response, await unfollowRecord(visitOf(response), request.params, port))
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

/** After the page is on its way: nobody waits for it. */
function remember({ session }: Visit, id: string): void {
  const record = normalizeId(id)
  if (!record) return
  noteViewed(session, record).catch((error: unknown) => {
    emit('warning', { message: 'What was looked at could not be noted.', error })
  })
}
