import { Router } from 'express'
import { describeGlobal, describeObject } from '../../records/describe.ts'
import { sessionOf } from '../authenticate.ts'
import { sendJson } from '../respond.ts'

/** What objects there are, and what each is like. */
export function sobjectsRoutes(): Router {
  const router = Router({ mergeParams: true })

  router.get('/', (_request, response) => {
    const { org, access } = sessionOf(response)
    sendJson(response, describeGlobal(org.model, access))
  })

  router.get('/:object/describe', (request, response) => {
    const { org, access } = sessionOf(response)
    sendJson(response, describeObject(org.model, access, request.params.object))
  })

  return router
}
