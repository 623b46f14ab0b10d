import { type Request, Router } from 'express'
import { AtelierError } from '../../kernel/errors.ts'
import { describeColumns } from '../../records/describe-columns.ts'
import { readJson, readMore } from '../../records/read.ts'
import { allowOnly } from '../allow-only.ts'
import { sessionOf } from '../authenticate.ts'
import { sendJson, sendValue } from '../respond.ts'

const BATCH_SIZE = /batchSize\s*=\s*(\d+)/i

/** SOQL over HTTP: `query`, `queryAll` (deleted records too), the next batches of either, and what their columns are. */
export function queryRoutes(): Router {
  const router = Router({ mergeParams: true })

  router.get(['/query', '/queryAll'], async (request, response) => {
    if (isTrue(request.query.columns))
      return sendValue(response, describeColumns(sessionOf(response), textOf(request)))
    const scope = request.path.toLowerCase().startsWith('/queryall') ? 'all' : 'live'
    const options = { version: versionOf(request), scope, batchSize: batchSizeOf(request) } as const
    sendJson(response, await readJson(sessionOf(response), textOf(request), options))
  })

  router.get(['/query/:locator', '/queryAll/:locator'], async (request, response) => {
    const { locator } = request.params as { locator: string }
    sendJson(response, await readMore(sessionOf(response), locator, { version: versionOf(request) }))
  })

  router.all(['/query', '/queryAll', '/query/:locator', '/queryAll/:locator'], allowOnly('GET'))

  return router
}

function versionOf(request: Request): string {
  return (request.params as { version?: string }).version as string
}

function textOf(request: Request): string {
  if (typeof request.query.q === 'string') return request.query.q
  throw new AtelierError('MALFORMED_QUERY', 'The parameter "q" with the SOQL text is missing.')
}

function batchSizeOf(request: Request): number | undefined {
  const size = BATCH_SIZE.exec(request.get('Sforce-Query-Options') ?? '')?.[1]
  return size === undefined ? undefined : Number(size)
}

function isTrue(parameter: unknown): boolean {
  return typeof parameter === 'string' && parameter.toLowerCase() === 'true'
}
