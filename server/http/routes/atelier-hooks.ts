import { Router } from 'express'
import { allowOnly } from '../allow-only.ts'
import { sessionOf } from '../authenticate.ts'
import type { HttpDependencies } from '../dependencies.ts'
import { requirePermission } from '../require-permission.ts'
import { sendValue } from '../respond.ts'
import { sendEvents } from '../send-events.ts'

/** Hooks run by hand, with their log as it comes; jobs with their next and past runs; what the queue holds. */
export function hookRoutes({ jobs, queue }: HttpDependencies): Router {
  const router = Router()

  router.post('/hooks/:name/run', requirePermission('AuthorApex'), async (request, response) => {
    const payload = (request.body as { payload?: unknown } | undefined)?.payload ?? null
    await sendEvents(response, async send => {
      const onLine = (line: object): void => void send({ kind: 'log', ...line })
      const result = await jobs.runHook(sessionOf(response), request.params.name, { payload, onLine })
      await send({ kind: 'end', ...result })
    })
  })
  router.all('/hooks/:name/run', allowOnly('POST'))

  router.get('/jobs', requirePermission('ViewSetup'), async (_request, response) => {
    sendValue(response, await jobs.listJobs(sessionOf(response).org))
  })
  router.all('/jobs', allowOnly('GET'))

  router.get('/queue', requirePermission('ViewSetup'), async (_request, response) => {
    sendValue(response, await queue.list(sessionOf(response).org))
  })
  router.all('/queue', allowOnly('GET'))

  router.post('/queue/:id/retry', requirePermission('AuthorApex'), async (request, response) => {
    await queue.revive(sessionOf(response).org, String(request.params.id))
    response.status(204).end()
  })
  router.all('/queue/:id/retry', allowOnly('POST'))

  return router
}
