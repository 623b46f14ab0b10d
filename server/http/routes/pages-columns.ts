import { Router } from 'express'
import { chooseListColumns, listColumnsPage, setListWidths } from '../../ui/pages/list-columns.ts'
import { visitOf } from '../browser-session.ts'
import { parametersOf, sendPage } from '../send-page.ts'

/** The columns of a list as each user wants them. */
export function columnPageRoutes(): Router {
  const router = Router()

  router.get('/o/:object/columns', async (request, response) => {
    const { filterName } = parametersOf(request)
    await sendPage(response, await listColumnsPage(visitOf(response), request.params.object, filterName))
  })
  router.post('/o/:object/columns', async (request, response) => {
    const chosen = await chooseListColumns(visitOf(response), request.params.object, request.body)
    if ('page' in chosen) return sendPage(response, chosen.page)
    response.redirect(303, chosen.address)
  })
  router.post('/o/:object/columns/widths', async (request, response) => {
    await setListWidths(visitOf(response), request.params.object, request.body)
    response.status(204).end()
  })

  return router
}
