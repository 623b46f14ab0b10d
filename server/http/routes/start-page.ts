import { Router } from 'express'
import { startPageModel } from '../../ui/page-model.ts'
import { renderPage } from '../../ui/render.ts'
import { readStyles } from '../../ui/styles.ts'
import { requestOrg } from '../authenticate.ts'
import type { HttpDependencies } from '../dependencies.ts'
import { baseUrl } from '../identity.ts'
import { languageOf } from '../language-of.ts'
import { PAGE_HEADERS } from '../page-headers.ts'

/** What a person sees who opens the address in a browser. */
export function startPage(dependencies: HttpDependencies): Router {
  const router = Router()

  router.get('/', async (request, response) => {
    const page = startPageModel(requestOrg(dependencies, request), baseUrl(request))
    response.set(PAGE_HEADERS).set('Cache-Control', 'no-cache').vary('Accept-Language')
    response.type('html').send(await renderPage('start', { ...page, language: languageOf(request) }))
  })

  router.get('/styles.css', async (_request, response) => {
    response.set(PAGE_HEADERS).set('Cache-Control', 'no-cache')
    response.type('css').send(await readStyles())
  })

  return router
}
