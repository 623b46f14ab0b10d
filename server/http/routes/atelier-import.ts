import { Router } from 'express'
import { AtelierError } from '../../kernel/errors.ts'
import { importFile } from '../../records/import/import-file.ts'
import { readImportOptions } from '../../records/import/read-import-options.ts'
import { allowOnly } from '../allow-only.ts'
import { sessionOf } from '../authenticate.ts'
import type { HttpDependencies } from '../dependencies.ts'
import { sendEvents } from '../send-events.ts'

/** `POST /import?object=X…` with the file as body: what becomes of it, one JSON value a line. */
export function importRoutes({ hooks, stopping }: HttpDependencies): Router {
  const router = Router()
  router.post('/import', async (request, response) => {
    const options = readImportOptions(request.query)
    await sendEvents(response, async send => {
      for await (const event of importFile(sessionOf(response), request, options, hooks.port)) {
        // Nobody waits for the rest: what is saved is saved, and the next import goes on from there.
        if (response.closed) return
        await send(event)
        if (stopping.aborted) throw cutOff()
      }
    })
  })
  router.all('/import', allowOnly('POST'))
  return router
}

function cutOff(): AtelierError {
  return new AtelierError(
    'SERVER_UNAVAILABLE',
    'The server stops. What was saved is saved: import the same file again, and it goes on from there.',
  )
}
