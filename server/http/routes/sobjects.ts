import { type Request, Router } from 'express'
import { modelInWords } from '../../org/words.ts'
import { describeGlobal, describeObject } from '../../records/describe.ts'
import { allowOnly } from '../allow-only.ts'
import { sessionOf } from '../authenticate.ts'
import { sendJson } from '../respond.ts'

/** What objects there are, and what each is like. */
export function sobjectsRoutes(): Router {
  const router = Router({ mergeParams: true })

  router.get('/', (request, response) => {
    const session = sessionOf(response)
    sendJson(response, describeGlobal(modelInWords(session), session.access, versionOf(request)))
  })

  router.all('/', allowOnly('GET'))

  router.get('/:object/describe', (request, response) => {
    const session = sessionOf(response)
    const { object } = request.params
    sendJson(response, describeObject(modelInWords(session), session.access, object, versionOf(request)))
  })
  router.all('/:object/describe', allowOnly('GET'))

  return router
}

function versionOf(request: Request): string | undefined {
  return (request.params as { version?: string }).version
}
