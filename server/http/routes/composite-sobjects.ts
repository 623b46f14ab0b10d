import { type Request, Router } from 'express'
import { AtelierError } from '../../kernel/errors.ts'
import { readMany } from '../../records/read-by-id.ts'
import { writeMixed } from '../../records/write-mixed.ts'
import type { WriteOperation } from '../../records/write-request.ts'
import { allowOnly } from '../allow-only.ts'
import { sessionOf } from '../authenticate.ts'
import type { HttpDependencies } from '../dependencies.ts'
import { bodyObject } from '../request-body.ts'
import { sendJson, sendValue, toSaveResult, toUpsertResult } from '../respond.ts'
import { writeOptions } from '../write-options.ts'

const MOST_RECORDS = 200
const MOST_READ = 2000

type RecordBody = Readonly<Record<string, unknown>>

/** Up to 200 records, of several objects, in one request. */
export function compositeRoutes(dependencies: HttpDependencies): Router {
  const router = Router({ mergeParams: true })
  const hooks = dependencies.hooks.port

  router.post('/', async (request, response) => {
    const results = await writeMixed(sessionOf(response), save(request, 'insert'), hooks)
    sendValue(response, results.map(toSaveResult))
  })

  router.patch('/', async (request, response) => {
    const results = await writeMixed(sessionOf(response), save(request, 'update'), hooks)
    sendValue(response, results.map(toSaveResult))
  })

  router.delete('/', async (request, response) => {
    const results = await writeMixed(sessionOf(response), deletion(request), hooks)
    sendValue(response, results.map(toSaveResult))
  })

  router.all('/', allowOnly('POST', 'PATCH', 'DELETE'))

  router.patch('/:object/:field', async (request, response) => {
    const { object, field } = request.params
    const upsert = { ...save(request, 'upsert'), object, externalIdField: field }
    const results = await writeMixed(sessionOf(response), upsert, hooks)
    sendValue(response, results.map(toUpsertResult))
  })

  router.all('/:object/:field', allowOnly('PATCH'))

  router.get('/:object', async (request, response) => {
    const { ids, fields } = request.query
    sendJson(
      response,
      await readMany(sessionOf(response), wanted(request, splitList(ids), splitList(fields))),
    )
  })

  router.post('/:object', async (request, response) => {
    const { ids, fields } = bodyObject(request.body)
    sendJson(response, await readMany(sessionOf(response), wanted(request, ids, fields)))
  })

  router.all('/:object', allowOnly('GET', 'POST'))

  return router
}

function save(request: Request, operation: WriteOperation) {
  const { records, allOrNone = false } = bodyObject(request.body)
  if (typeof allOrNone !== 'boolean') throw malformed('"allOrNone" must be true or false.')
  if (!Array.isArray(records)) throw malformed('The body must hold "records": a list of 1 to 200 records.')
  const checked = checkCount(records, MOST_RECORDS).map(record => bodyObject(record))
  return { operation, records: checked, allOrNone, ...writeOptions(request) }
}

function deletion(request: Request) {
  const records = checkCount(splitList(request.query.ids), MOST_RECORDS).map((Id): RecordBody => ({ Id }))
  const allOrNone = String(request.query.allOrNone).toLowerCase() === 'true'
  return { operation: 'delete', records, allOrNone, ...writeOptions(request) } as const
}

function wanted(request: Request, ids: unknown, fields: unknown) {
  const { object, version } = request.params as { object: string; version: string }
  const names = textList(fields, 'fields')
  return { object, version, ids: checkCount(textList(ids, 'ids'), MOST_READ), fields: names }
}

function splitList(text: unknown): readonly string[] {
  return typeof text === 'string' ? text.split(',').filter(Boolean) : []
}

function textList(value: unknown, name: string): readonly string[] {
  const isList = Array.isArray(value) && value.every(item => typeof item === 'string')
  if (isList && value.length > 0) return value
  throw malformed(`"${name}" must be a list of texts.`)
}

function checkCount<Item>(items: readonly Item[], most: number): readonly Item[] {
  if (items.length === 0) throw malformed('The request names no records.')
  if (items.length <= most) return items
  throw new AtelierError(
    'EXCEEDED_ID_LIMIT',
    `record limit reached. cannot submit more than ${most} records into this call`,
  )
}

function malformed(message: string): AtelierError {
  return new AtelierError('JSON_PARSER_ERROR', message)
}
