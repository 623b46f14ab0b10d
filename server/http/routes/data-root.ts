import { type Request, Router } from 'express'
import { allowOnly } from '../allow-only.ts'
import { apiVersions } from '../api-version.ts'
import { sessionOf } from '../authenticate.ts'
import { baseUrl } from '../identity.ts'
import { sendValue } from '../respond.ts'

/** The list of versions: the one answer under /services/data that needs no login. */
export function versionsRoute(): Router {
  const router = Router()
  router.get('/services/data', (_request, response) => sendValue(response, apiVersions))
  router.all('/services/data', allowOnly('GET'))
  return router
}

/** The resources of one version. */
export function resourcesRoute(): Router {
  const router = Router({ mergeParams: true })
  router.get('/', (request, response) => {
    const { org, principal } = sessionOf(response)
    const identity = `${baseUrl(request)}/id/${org.id}/${principal.userId}`
    sendValue(response, { identity, ...resourcesUnder(rootOf(request)) })
  })
  router.all('/', allowOnly('GET'))

  router.get('/composite', (request, response) => {
    sendValue(response, { sobjects: `${rootOf(request)}/composite/sobjects` })
  })
  router.all('/composite', allowOnly('GET'))

  return router
}

function resourcesUnder(root: string): Readonly<Record<string, string>> {
  const names = ['composite', 'parameterizedSearch', 'query', 'queryAll', 'search', 'sobjects']
  return Object.fromEntries(names.map(name => [name, `${root}/${name}`]))
}

function rootOf(request: Request): string {
  return `/services/data/v${(request.params as { version: string }).version}`
}
