import { createServer, type Server, type ServerResponse } from 'node:http'
import express, { type Express, Router } from 'express'
import { emit, isObserved } from '../kernel/observe.ts'
import { checkVersion } from './api-version.ts'
import { authenticate } from './authenticate.ts'
import { answerBroken } from './broken-request.ts'
import type { HttpDependencies } from './dependencies.ts'
import { handleError } from './error-handler.ts'
import { readBody } from './record-upload.ts'
import { requireApi } from './require-permission.ts'
import { handleResourceError } from './resource-errors.ts'
import { notFound } from './respond.ts'
import { atelierRoutes } from './routes/atelier.ts'
import { authorizeRoutes } from './routes/authorize.ts'
import { compositeRoutes } from './routes/composite-sobjects.ts'
import { resourcesRoute, versionsRoute } from './routes/data-root.ts'
import { externalIdRoutes } from './routes/external-ids.ts'
import { oauthRoutes } from './routes/oauth.ts'
import { outsidePageRoutes, pageRoutes } from './routes/pages.ts'
import { passwordPage } from './routes/password-page.ts'
import { passwordResetRoutes } from './routes/password-reset.ts'
import { passwordRoutes } from './routes/passwords.ts'
import { queryRoutes } from './routes/query.ts'
import { recordRoutes } from './routes/records.ts'
import { searchRoutes } from './routes/search.ts'
import { sobjectsRoutes } from './routes/sobjects.ts'
import { ssoRoutes } from './routes/sso.ts'
import { startPage } from './routes/start-page.ts'
import { twoFactorRoutes } from './routes/two-factor.ts'

/** Clients send SOQL in the URL, and it grows long: more than Node's 16 KB of header. */
const MAX_HEADER_BYTES = 131_072

/** Milliseconds. An import streams for as long as it needs; a connection on which nothing moves is cut off. */
const TIMEOUTS = { requestTimeout: 0, headersTimeout: 60_000, keepAliveTimeout: 60_000 } as const
const SILENCE = 600_000

/** The HTTP server of all routes; the caller listens and closes. */
export function createHttpServer(dependencies: HttpDependencies): Server {
  const app = createApp(dependencies)
  const server = createServer({ maxHeaderSize: MAX_HEADER_BYTES, ...TIMEOUTS }, (request, response) => {
    request.url = pathOf(request.url ?? '')
    if (isObserved('request')) observeRequest(request.method ?? '', request.url ?? '', response)
    app(request, response)
  })
  server.on('clientError', answerBroken)
  server.setTimeout(SILENCE)
  return server
}

/** Clients that keep the instance URL with its trailing slash send `//services/…`; proxies send `http://host/services/…`. */
function pathOf(url: string): string {
  if (url.startsWith('/') && url[1] !== '/') return url
  return url.replace(/^(?:https?:\/\/[^/?#]*)?\/*/i, '/')
}

function createApp(dependencies: HttpDependencies): Express {
  const app = express()
  app.disable('x-powered-by')
  app.disable('etag')
  app.set('query parser', 'simple')
  if (dependencies.trustedProxies) app.set('trust proxy', dependencies.trustedProxies)
  // The busiest first.
  app.use('/services/data/v:version', dataRoutes(dependencies))
  app.use('/lightning', pageRoutes(dependencies))
  app.use(versionsRoute())
  app.use(authorizeRoutes(dependencies))
  app.use(ssoRoutes(dependencies))
  app.use(oauthRoutes(dependencies))
  app.use(passwordResetRoutes(dependencies))
  app.use('/services/atelier/two-factor', authenticate(dependencies, 'two_factor'), twoFactorRoutes())
  app.use('/services/atelier', authenticate(dependencies), requireApi, atelierRoutes(dependencies))
  app.use(passwordPage(dependencies))
  app.use(outsidePageRoutes(dependencies))
  app.use(startPage(dependencies))
  app.use(() => {
    throw notFound()
  })
  app.use(handleError)
  return app
}

/** Everything under one version of the API; the busiest resources first. */
function dataRoutes(dependencies: HttpDependencies): Router {
  const router = Router({ mergeParams: true })
  router.use(
    (request, _response, next) => {
      checkVersion((request.params as { version: string }).version)
      next()
    },
    authenticate(dependencies),
    requireApi,
  )
  router.use(queryRoutes())
  router.use(readBody)
  router.use(
    '/sobjects',
    sobjectsRoutes(),
    recordRoutes(dependencies),
    passwordRoutes(),
    externalIdRoutes(dependencies),
  )
  router.use(searchRoutes())
  router.use('/composite/sobjects', compositeRoutes(dependencies))
  router.use(['/sobjects/:object', '/composite/sobjects/:object'], handleResourceError)
  router.use(resourcesRoute())
  return router
}

function observeRequest(method: string, path: string, response: ServerResponse): void {
  const began = performance.now()
  response.once('finish', () => {
    emit('request', { method, path, status: response.statusCode, milliseconds: performance.now() - began })
  })
}
