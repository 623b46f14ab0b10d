import { type Request, Router } from 'express'
import { AtelierError } from '../../kernel/errors.ts'
import { type ParameterizedSearch, toSearchText } from '../../records/search/parameterized-search.ts'
import { searchJson } from '../../records/search/search.ts'
import { type Suggestion, suggestRecords } from '../../records/search/suggest-records.ts'
import { allowOnly } from '../allow-only.ts'
import { sessionOf } from '../authenticate.ts'
import { bodyObject } from '../request-body.ts'
import { sendJson, sendValue } from '../respond.ts'

/** SOSL over HTTP, searches put together from parameters, and records for somebody who types. */
export function searchRoutes(): Router {
  const router = Router({ mergeParams: true })

  router.get('/search', async (request, response) => {
    const text = parameter(request, 'q')
    sendJson(response, await searchJson(sessionOf(response), text, versionOf(request)))
  })
  router.all('/search', allowOnly('GET'))

  router.get('/search/suggestions', async (request, response) => {
    const objects = parameter(request, 'sobject').split(',')
    const asked = { text: parameter(request, 'q'), objects, limit: limitOf(request) }
    const suggestions = await suggestRecords(sessionOf(response), asked)
    sendValue(response, toSuggestResults(suggestions, versionOf(request)))
  })
  router.all('/search/suggestions', allowOnly('GET'))

  router.get('/parameterizedSearch', async (request, response) => {
    const text = toSearchText(request.query as ParameterizedSearch)
    sendJson(response, await searchJson(sessionOf(response), text, versionOf(request)))
  })
  router.post('/parameterizedSearch', async (request, response) => {
    const text = toSearchText(bodyObject(request.body) as ParameterizedSearch)
    sendJson(response, await searchJson(sessionOf(response), text, versionOf(request)))
  })
  router.all('/parameterizedSearch', allowOnly('GET', 'POST'))

  return router
}

function versionOf(request: Request): string {
  return (request.params as { version?: string }).version as string
}

function parameter({ query }: Request, name: string): string {
  const value = query[name]
  if (typeof value === 'string') return value
  throw new AtelierError('MALFORMED_SEARCH', `The parameter "${name}" is missing.`)
}

/** As in Salesforce. */
const SUGGESTIONS = { usual: 5, most: 10 }

function limitOf({ query }: Request): number {
  const limit = Number(query.limit)
  return Number.isInteger(limit) && limit > 0 ? Math.min(limit, SUGGESTIONS.most) : SUGGESTIONS.usual
}

function toSuggestResults(suggestions: readonly Suggestion[], version: string): object {
  const autoSuggestResults = suggestions.map(({ object, id, record }) => ({
    attributes: { type: object, url: `/services/data/v${version}/sobjects/${object}/${id}` },
    ...record,
  }))
  return { autoSuggestResults, hasMoreResults: false }
}
