import { modelInWords } from '../../org/words.ts'
import { JOBS_PATH } from '../addresses.ts'
import { showInstant } from '../date-text.ts'
import { messageIn } from '../messages.ts'
import { inShell } from '../shell.ts'
import type { Page, Visit } from '../visit.ts'

/** A job with its runs, newest first; instants are ISO, UTC. */
interface Job {
  readonly name: string
  readonly label: string
  readonly cron: string
  readonly timeZone: string
  readonly next: string | null
  readonly runs: readonly Run[]
}

interface Run {
  readonly id: string
  readonly state: string
  readonly startedBy: string
  readonly started: string | null
  readonly ended: string | null
  readonly error: string | null
  readonly log: string | null
}

/** What runs by the clock: when it will, what became of it when it did, and a button for those who may run it now. */
export function jobsPage(visit: Visit, jobs: readonly Job[]): Promise<Page> {
  const { session, viewer } = visit
  const mayRun = session.access.may('AuthorApex')
  const words = modelInWords(session).jobs
  const instant = (iso: string | null) => (iso === null ? null : { iso, text: showInstant(iso, viewer) })
  return inShell(visit, 'jobs', {
    title: messageIn(viewer.language, 'jobs.title'),
    jobs: jobs.map(({ name, label, cron, timeZone, next, runs }) => ({
      ...{ name, label: words.get(name.toLowerCase())?.label ?? label, cron, timeZone },
      next: instant(next),
      run: mayRun ? `${JOBS_PATH}/${encodeURIComponent(name)}/run` : '',
      runs: runs.map(({ id, state, startedBy, started, ended, error, log }) => ({
        ...{ id, startedBy, error, log },
        state: `jobs.state.${state}`,
        isFailed: state === 'failed',
        started: instant(started),
        ended: instant(ended),
      })),
    })),
  })
}
