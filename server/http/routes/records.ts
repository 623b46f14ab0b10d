import { type Request, Router } from 'express'
import { AtelierError } from '../../kernel/errors.ts'
import { readByExternalId, readById } from '../../records/read-by-id.ts'
import { write } from '../../records/write.ts'
import type { WriteOperation, WriteRequest } from '../../records/write-request.ts'
import { sessionOf } from '../authenticate.ts'
import type { HttpDependencies } from '../dependencies.ts'
import { bodyObject } from '../request-body.ts'
import { sendJson, sendNothing, sendValue, singleResult, toUpsertResult } from '../respond.ts'
import { writeOptions } from '../write-options.ts'

type Path = { readonly version: string; readonly object: string; readonly id: string; readonly value: string }

/** One record: create, read, update, delete, and the same by an external id. */
export function recordRoutes(dependencies: HttpDependencies): Router {
  const router = Router({ mergeParams: true })
  const hooks = dependencies.hooks.port

  router.post('/:object', async (request, response) => {
    const body = bodyObject(request.body)
    const result = singleResult(await write(sessionOf(response), one(request, 'insert', body), hooks))
    sendValue(response, { id: result.id, success: true, errors: [] }, 201)
  })

  router.get('/:object/:id', async (request, response) => {
    const { version, object, id } = request.params as unknown as Path
    const fields = fieldsOf(request.query.fields)
    sendJson(response, await readById(sessionOf(response), { object, id, fields, version }))
  })

  router.patch('/:object/:id', async (request, response) => {
    const record = { ...bodyObject(request.body), Id: request.params.id }
    singleResult(await write(sessionOf(response), one(request, 'update', record), hooks))
    sendNothing(response)
  })

  router.delete('/:object/:id', async (request, response) => {
    singleResult(await write(sessionOf(response), one(request, 'delete', { Id: request.params.id }), hooks))
    sendNothing(response)
  })

  router.get('/:object/:field/:value', async (request, response) => {
    const { version, object, value } = request.params as unknown as Path
    const query = {
      object,
      field: request.params.field,
      value,
      fields: fieldsOf(request.query.fields),
      version,
    }
    sendJson(response, await readByExternalId(sessionOf(response), query))
  })

  router.patch('/:object/:field/:value', async (request, response) => {
    const { field, value } = request.params
    const record = { ...bodyObject(request.body), [field]: value }
    const request_ = { ...one(request, 'upsert', record), externalIdField: field }
    const result = singleResult(await write(sessionOf(response), request_, hooks))
    sendValue(response, toUpsertResult(result), result.created ? 201 : 200)
  })

  return router
}

function one(
  request: Request,
  operation: WriteOperation,
  record: Readonly<Record<string, unknown>>,
): WriteRequest {
  const object = String(request.params.object)
  return { object, operation, records: [record], allOrNone: true, ...writeOptions(request) }
}

/** `fields=Id,Name` as a list; undefined asks for all. */
function fieldsOf(text: unknown): readonly string[] | undefined {
  if (text === undefined) return undefined
  if (typeof text === 'string') return text.split(',').map(field => field.trim())
  throw new AtelierError(
    'INVALID_FIELD',
    'The parameter "fields" must be given once, as a comma-separated list.',
  )
}
