import { type Request, Router } from 'express'
import { AtelierError } from '../../kernel/errors.ts'
import { readMany } from '../../records/read-by-id.ts'
import { writeMixed } from '../../records/write-mixed.ts'
import type { WriteOperation } from '../../records/write-request.ts'
import { sessionOf } from '../authenticate.ts'
import type { HttpDependencies } from '../dependencies.ts'
import { bodyObject } from '../request-body.ts'
import { sendJson, sendValue, toSaveResult, toUpsertResult } from '../respond.ts'
import { writeOptions } from '../write-options.ts'

const MOST_RECORDS = 200

type RecordBody = Readonly<Record<string, unknown>>

/** Up to 200 records, of several objects, in one request. */
export function compositeRoutes(dependencies: HttpDependencies): Router {
  const router = Router({ mergeParams: true })
  const save = (request: Request, operation: WriteOperation, more: object = {}) => {
    const body = bodyObject(request.body)
    const records = recordsOf(body.records)
    return { operation, records, allOrNone: body.allOrNone === true, ...writeOptions(request), ...more }
  }
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
    const allOrNone = request.query.allOrNone === 'true'
    const deletion = {
      operation: 'delete',
      records: idsOf(request),
      allOrNone,
      ...writeOptions(request),
    } as const
    const results = await writeMixed(sessionOf(response), deletion, hooks)
    sendValue(response, results.map(toSaveResult))
  })

  router.patch('/:object/:field', async (request, response) => {
    const { object, field } = request.params
    const request_ = save(request, 'upsert', { object, externalIdField: field })
    const results = await writeMixed(sessionOf(response), request_, hooks)
    sendValue(response, results.map(toUpsertResult))
  })

  router.post('/:object', async (request, response) => {
    const { object, version } = request.params as unknown as { object: string; version: string }
    const { ids, fields } = bodyObject(request.body)
    const wanted = { object, ids: stringList(ids, 'ids'), fields: stringList(fields, 'fields'), version }
    sendJson(response, await readMany(sessionOf(response), wanted))
  })

  return router
}

function idsOf(request: Request): readonly RecordBody[] {
  const ids = String(request.query.ids ?? '').split(',')
  return checkCount(ids.filter(Boolean).map(Id => ({ Id })))
}

function recordsOf(records: unknown): readonly RecordBody[] {
  if (!Array.isArray(records)) {
    throw new AtelierError('JSON_PARSER_ERROR', 'The body must hold "records": a list of 1 to 200 records.')
  }
  return checkCount(records).map(record => bodyObject(record))
}

function checkCount<Item>(records: readonly Item[]): readonly Item[] {
  if (records.length >= 1 && records.length <= MOST_RECORDS) return records
  const message = `A request takes 1 to ${MOST_RECORDS} records, not ${records.length}.`
  throw new AtelierError(records.length ? 'EXCEEDED_MAX_RECORDS' : 'INVALID_INPUT', message)
}

function stringList(value: unknown, name: string): readonly string[] {
  if (Array.isArray(value) && value.every(item => typeof item === 'string')) return value
  throw new AtelierError('JSON_PARSER_ERROR', `"${name}" must be a list of texts.`)
}
