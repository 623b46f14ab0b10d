import { type Request, Router } from 'express'
import { describeGlobal, describeObject } from '../../records/describe.ts'
import { allowOnly } from '../allow-only.ts'
import { sessionOf } from '../authenticate.ts'
import { sendJson } from '../respond.ts'

/** What objects there are, and what each is like. */
export function sobjectsRoutes(): Router {
  const router = Router({ mergeParams: true })

  router.get('/', (request, response) => {
    const { org, access } = sessionOf(response)
    sendJson(response, describeGlobal(org.model, access, versionOf(request)))
  })

  router.all('/', allowOnly('GET'))

  router.get('/:object/describe', (request, response) => {
    const { org, access } = sessionOf(response)
    sendJson(response, describeObject(org.model, access, request.params.object, versionOf(request)))
  })
  router.all('/:object/describe', allowOnly('GET'))

  return router
}

function versionOf(request: Request): string | undefined {
  return (request.params as { version?: string }).version
}
