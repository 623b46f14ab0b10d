import { Router } from 'express'
import { newRecordCommands, searchPage, searchSuggestions } from '../../ui/pages/search.ts'
import { visitOf } from '../browser-session.ts'
import { sendValue } from '../respond.ts'
import { parametersOf, sendPage } from '../send-page.ts'

/** The search that stands above every page. */
export function searchPageRoutes(): Router {
  const router = Router()

  router.get('/search', async (request, response) => {
    await sendPage(response, await searchPage(visitOf(response), parametersOf(request)))
  })

  router.get('/search/suggestions', async (request, response) => {
    const { q = '', commands } = parametersOf(request)
    const visit = visitOf(response)
    const made = commands === undefined ? [] : newRecordCommands(visit, q)
    sendValue(response, [...made, ...(await searchSuggestions(visit, q))])
  })

  return router
}
