import { setTimeout as delay } from 'node:timers/promises'
import { Router } from 'express'
import { AtelierError } from '../../kernel/errors.ts'
import type { Session } from '../../org/session.ts'
import { modelInWords } from '../../org/words.ts'
import { JOBS_PATH } from '../../ui/addresses.ts'
import { jobsPage } from '../../ui/pages/jobs.ts'
import type { Notice } from '../../ui/visit.ts'
import { visitOf } from '../browser-session.ts'
import type { HttpDependencies } from '../dependencies.ts'
import { leaveNotice } from '../notices.ts'
import { requirePermission } from '../require-permission.ts'
import { sendPage } from '../send-page.ts'

/** Milliseconds that a browser waits for a job's end; after that the job goes on without it. */
const PATIENCE = 15_000

/** Jobs for those who look after the org. */
export function jobPageRoutes({ jobs }: HttpDependencies): Router {
  const router = Router()

  router.get('/setup/ScheduledJobs/home', requirePermission('ViewSetup'), async (_request, response) => {
    const visit = visitOf(response)
    await sendPage(response, await jobsPage(visit, await jobs.listJobs(visit.session.org)))
  })

  router.post(
    '/setup/ScheduledJobs/home/:job/run',
    requirePermission('AuthorApex'),
    async (request, response) => {
      const { session } = visitOf(response)
      leaveNotice(request, response, await runNow(jobs, session, String(request.params.job)))
      response.redirect(303, JOBS_PATH)
    },
  )

  return router
}

/** What there is to tell of a run that was begun. Throws NOT_FOUND when there is no such job. */
async function runNow(jobs: HttpDependencies['jobs'], session: Session, name: string): Promise<Notice> {
  const job = modelInWords(session).jobs.get(name.toLowerCase())
  if (!job) throw new AtelierError('NOT_FOUND', `There is no job "${name}".`)
  const run = jobs.runHook(session, job.hook).then(({ state }) => state)
  // Whatever becomes of it later is in the list of its runs.
  run.catch(() => undefined)
  const state = await Promise.race([run, delay(PATIENCE, 'started', { ref: false })])
  const message = `notice.job.${state}`
  return { message, what: job.label, undo: '' }
}
