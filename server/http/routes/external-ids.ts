import { Router } from 'express'
import { readByExternalId } from '../../records/read-by-id.ts'
import { write } from '../../records/write.ts'
import { allowOnly } from '../allow-only.ts'
import { sessionOf } from '../authenticate.ts'
import type { HttpDependencies } from '../dependencies.ts'
import { fieldsOf, one, withoutKey } from '../record-request.ts'
import { sendJson, sendValue, toUpsertResult } from '../respond.ts'
import { singleResult } from '../single-result.ts'
import { sendBody } from './bodies.ts'

type Path = {
  readonly version: string
  readonly object: string
  readonly field: string
  readonly value: string
}

/** One record by an external id: read, and upsert. */
export function externalIdRoutes(dependencies: HttpDependencies): Router {
  const router = Router({ mergeParams: true })
  const hooks = dependencies.hooks.port

  router.get('/:object/:field/:value', sendBody, async (request, response) => {
    const query = { ...(request.params as unknown as Path), fields: fieldsOf(request.query.fields) }
    sendJson(response, await readByExternalId(sessionOf(response), query))
  })

  router.patch('/:object/:field/:value', async (request, response) => {
    const { field, value } = request.params
    const record = { ...withoutKey(request.body, field), [field]: value }
    const request_ = { ...one(request, 'upsert', record), externalIdField: field }
    const result = singleResult(await write(sessionOf(response), request_, hooks))
    sendValue(response, toUpsertResult(result), result.created ? 201 : 200)
  })

  router.all('/:object/:field/:value', allowOnly('GET', 'PATCH'))

  return router
}
