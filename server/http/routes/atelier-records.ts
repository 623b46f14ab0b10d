import { type Request, Router } from 'express'
import { AtelierError } from '../../kernel/errors.ts'
import { write } from '../../records/write.ts'
import type { WriteRequest } from '../../records/write-request.ts'
import { allowOnly } from '../allow-only.ts'
import { sessionOf } from '../authenticate.ts'
import type { HttpDependencies } from '../dependencies.ts'
import { bodyObject } from '../request-body.ts'
import { sendValue, toSaveResult } from '../respond.ts'
import { writeOptions } from '../write-options.ts'

/** Up to 10,000 new records of one object in one request. */
export function bulkRecordRoutes(dependencies: HttpDependencies): Router {
  const router = Router()
  router.post('/records/:object', async (request, response) => {
    const results = await write(sessionOf(response), insertOf(request), dependencies.hooks.port)
    sendValue(response, results.map(toSaveResult))
  })
  router.all('/records/:object', allowOnly('POST'))
  return router
}

function insertOf(request: Request): WriteRequest {
  const { records, allOrNone } = bodyObject(request.body)
  if (!Array.isArray(records)) {
    throw new AtelierError(
      'JSON_PARSER_ERROR',
      'The body must hold "records": a list of 1 to 10,000 records.',
    )
  }
  return {
    object: String(request.params.object),
    operation: 'insert',
    records: records.map(record => bodyObject(record)),
    allOrNone: allOrNone === true,
    ...writeOptions(request),
  }
}
