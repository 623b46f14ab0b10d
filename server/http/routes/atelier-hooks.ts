import { Router } from 'express'
import { sessionOf } from '../authenticate.ts'
import type { HttpDependencies } from '../dependencies.ts'
import { sendValue } from '../respond.ts'
import { sendEvents } from '../send-events.ts'

/** Hooks run by hand, with their log as it comes; jobs with their next and past runs. */
export function hookRoutes({ jobs }: HttpDependencies): Router {
  const router = Router()

  router.post('/hooks/:name/run', async (request, response) => {
    const payload = (request.body as { payload?: unknown } | undefined)?.payload ?? null
    await sendEvents(response, async send => {
      const onLine = (line: object): void => send({ kind: 'log', ...line })
      send({
        kind: 'end',
        ...(await jobs.runHook(sessionOf(response), request.params.name, { payload, onLine })),
      })
    })
  })

  router.get('/jobs', async (_request, response) => {
    sendValue(response, await jobs.listJobs(sessionOf(response).org))
  })

  return router
}
