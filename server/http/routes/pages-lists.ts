import { Router } from 'express'
import { modelInWords } from '../../org/words.ts'
import { withParameters } from '../../ui/addresses.ts'
import { boardPage } from '../../ui/pages/board.ts'
import { type FailedJob, homePage } from '../../ui/pages/home.ts'
import { listPage } from '../../ui/pages/list.ts'
import { relatedCard, relatedListPage } from '../../ui/pages/related-list.ts'
import { splitListPage } from '../../ui/pages/split-list.ts'
import { shellApps } from '../../ui/shell.ts'
import type { Visit } from '../../ui/visit.ts'
import { rememberApp, visitOf } from '../browser-session.ts'
import type { HttpDependencies } from '../dependencies.ts'
import { parametersOf, sendPage } from '../send-page.ts'

/** Pages of many records: home, list views, related lists. */
export function listPageRoutes({ jobs }: HttpDependencies): Router {
  const router = Router()

  router.get(['/', '/page/home'], async (_request, response) => {
    const visit = visitOf(response)
    await sendPage(response, await homePage(visit, await failedJobs(jobs, visit)))
  })

  router.get('/app/:app', (request, response) => {
    const { apps } = shellApps(visitOf(response))
    const app = apps.find(({ name }) => name.toLowerCase() === request.params.app.toLowerCase())
    if (app) rememberApp(request, response, app.name)
    response.redirect(303, '/lightning/page/home')
  })

  router.get('/o/:object/home', (request, response) => {
    response.redirect(
      303,
      withParameters(`/lightning/o/${encodeURIComponent(request.params.object)}/list`, {}),
    )
  })

  router.get('/o/:object/list', async (request, response) => {
    const { object } = request.params
    await sendPage(response, await listPage(visitOf(response), { ...parametersOf(request), object }))
  })

  router.get('/o/:object/split', async (request, response) => {
    const { object } = request.params
    await sendPage(response, await splitListPage(visitOf(response), { ...parametersOf(request), object }))
  })

  router.get('/o/:object/board', async (request, response) => {
    const { object } = request.params
    await sendPage(response, await boardPage(visitOf(response), { ...parametersOf(request), object }))
  })

  router.get('/r/:object/:id/related/:relationship/view', async (request, response) => {
    const { after } = parametersOf(request)
    await sendPage(response, await relatedListPage(visitOf(response), { ...request.params, after }))
  })

  router.get('/r/:object/:id/related/:relationship/card', async (request, response) => {
    await sendPage(response, await relatedCard(visitOf(response), request.params))
  })

  return router
}

/** Jobs whose last run failed, for those who look after the org. */
async function failedJobs(jobs: HttpDependencies['jobs'], { session }: Visit): Promise<readonly FailedJob[]> {
  if (!session.access.may('ViewSetup')) return []
  const all = await jobs.listJobs(session.org)
  const words = modelInWords(session).jobs
  return all.flatMap(({ name, runs, ...job }) => {
    const label = words.get(name.toLowerCase())?.label ?? job.label
    const last = runs.find(({ ended }) => ended !== null)
    return last?.state === 'failed' ? [{ label, error: last.error ?? '', ended: last.ended ?? '' }] : []
  })
}
