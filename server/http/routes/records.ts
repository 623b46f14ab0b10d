import { type Request, Router } from 'express'
import { AtelierError } from '../../kernel/errors.ts'
import { normalizeId } from '../../kernel/ids.ts'
import { describeBasics } from '../../records/describe.ts'
import { readById } from '../../records/read-by-id.ts'
import { write } from '../../records/write.ts'
import { allowOnly } from '../allow-only.ts'
import { sessionOf } from '../authenticate.ts'
import type { HttpDependencies } from '../dependencies.ts'
import { fieldsOf, one, withoutKey } from '../record-request.ts'
import { bodyObject } from '../request-body.ts'
import { sendJson, sendNothing, sendValue } from '../respond.ts'
import { singleResult } from '../single-result.ts'

type Path = { readonly version: string; readonly object: string; readonly id: string }

/** The records of one object: create, read, update, delete. */
export function recordRoutes(dependencies: HttpDependencies): Router {
  const router = Router({ mergeParams: true })
  const hooks = dependencies.hooks.port

  router.get('/:object', (request, response) => {
    const { org, access } = sessionOf(response)
    const { version, object } = request.params as unknown as Path
    sendJson(response, describeBasics(org.model, access, object, version))
  })

  router.post('/:object', async (request, response) => {
    const body = bodyObject(request.body)
    const result = singleResult(await write(sessionOf(response), one(request, 'insert', body), hooks))
    sendValue(response, { id: result.id, success: true, errors: [] }, 201)
  })

  router.all('/:object', allowOnly('GET', 'POST'))

  router.get('/:object/:id', async (request, response) => {
    const { version, object, id } = request.params as unknown as Path
    const fields = fieldsOf(request.query.fields)
    sendJson(response, await readById(sessionOf(response), { object, id, fields, version }))
  })

  router.patch('/:object/:id', async (request, response) => {
    const record = { ...withoutKey(request.body, 'Id'), Id: idOf(request) }
    singleResult(await write(sessionOf(response), one(request, 'update', record), hooks))
    sendNothing(response)
  })

  router.delete('/:object/:id', async (request, response) => {
    singleResult(await write(sessionOf(response), one(request, 'delete', { Id: idOf(request) }), hooks))
    sendNothing(response)
  })

  router.all('/:object/:id', allowOnly('GET', 'PATCH', 'DELETE'))

  return router
}

/** What is no id at all cannot be there. */
function idOf(request: Request): string {
  const text = String(request.params.id)
  const id = normalizeId(text)
  if (id) return id
  throw new AtelierError(
    'NOT_FOUND',
    `Provided external ID field does not exist or is not accessible: ${text}`,
  )
}
