import { Router } from 'express'
import { allowOnly } from '../allow-only.ts'
import { sessionOf } from '../authenticate.ts'
import type { HttpDependencies } from '../dependencies.ts'
import { requirePermission } from '../require-permission.ts'
import { sendValue } from '../respond.ts'
import { sendEvents } from '../send-events.ts'

/** Hooks run by hand, with their log as it comes; jobs with their next and past runs. */
export function hookRoutes({ jobs }: HttpDependencies): Router {
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

  return router
}
