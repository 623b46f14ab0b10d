import { type Request, Router } from 'express'
import { AtelierError } from '../../kernel/errors.ts'
import { normalizeId } from '../../kernel/ids.ts'
import { readByExternalId, readById } from '../../records/read-by-id.ts'
import { write } from '../../records/write.ts'
import type { WriteOperation, WriteRequest } from '../../records/write-request.ts'
import { allowOnly } from '../allow-only.ts'
import { sessionOf } from '../authenticate.ts'
import type { HttpDependencies } from '../dependencies.ts'
import { bodyObject } from '../request-body.ts'
import { sendJson, sendNothing, sendValue, toUpsertResult } from '../respond.ts'
import { singleResult } from '../single-result.ts'
import { writeOptions } from '../write-options.ts'

type Path = { readonly version: string; readonly object: string; readonly id: string; readonly value: string }
type Fields = Readonly<Record<string, unknown>>

/** One record: create, read, update, delete, and the same by an external id. */
export function recordRoutes(dependencies: HttpDependencies): Router {
  const router = Router({ mergeParams: true })
  const hooks = dependencies.hooks.port

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

  router.get('/:object/:field/:value', async (request, response) => {
    const { version, object, value } = request.params as unknown as Path
    const { field } = request.params
    const query = { object, field, value, fields: fieldsOf(request.query.fields), version }
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

function one(request: Request, operation: WriteOperation, record: Fields): WriteRequest {
  const object = String(request.params.object)
  return { object, operation, records: [record], allOrNone: true, ...writeOptions(request) }
}

/** The fields of a record that the path names: they cannot name it again. */
function withoutKey(body: unknown, key: string): Fields {
  const fields = bodyObject(body)
  for (const field in fields) {
    if (field.toLowerCase() !== key.toLowerCase()) continue
    const message = `The ${key} field should not be specified in the sobject data.`
    throw new AtelierError('INVALID_FIELD', message, [{ code: 'INVALID_FIELD', message, fields: [key] }])
  }
  return fields
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

/** `fields=Id,Name` as a list; undefined asks for all. */
function fieldsOf(text: unknown): readonly string[] | undefined {
  if (text === undefined) return undefined
  if (typeof text === 'string') return text.split(',').map(field => field.trim())
  throw new AtelierError(
    'INVALID_FIELD',
    'The parameter "fields" must be given once, as a comma-separated list.',
  )
}
