import { Router } from 'express'
import { startPageModel } from '../../ui/page-model.ts'
import { renderPage } from '../../ui/render.ts'
import { requestOrg } from '../authenticate.ts'
import type { HttpDependencies } from '../dependencies.ts'
import { baseUrl } from '../identity.ts'

/** What a person sees who opens the address in a browser. */
export function startPage(dependencies: HttpDependencies): Router {
  const router = Router()
  router.get('/', async (request, response) => {
    const page = startPageModel(requestOrg(dependencies, request), baseUrl(request))
    response.type('html').send(await renderPage('start', page))
  })
  return router
}
