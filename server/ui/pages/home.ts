import { modelInWords, objectInWords } from '../../org/words.ts'
import { recentRecords } from '../../records/recent-records.ts'
import { recordPath } from '../addresses.ts'
import { showInstant } from '../date-text.ts'
import { followedChanges } from '../followed-changes.ts'
import { messageIn } from '../messages.ts'
import { openTasks, openWork } from '../open-work.ts'
import { currentApp, inShell } from '../shell.ts'
import type { Page, Visit } from '../visit.ts'
import { firstPipeline } from './pipeline.ts'

/** A job whose last run failed. */
export interface FailedJob {
  readonly label: string
  readonly error: string
  /** ISO 8601, UTC. */
  readonly ended: string
}

const RECENT = 10

/** Where people begin: what waits for them, what they have looked at, and what has failed, for those who look after it. */
export async function homePage(visit: Visit, failed: readonly FailedJob[] = []): Promise<Page> {
  const app = currentApp(visit)
  const { objects } = modelInWords(visit.session)
  const tabs = (app?.tabs ?? []).flatMap(tab => objects.get(tab.object.toLowerCase()) ?? [])
  const [tasks, work, recent, pipeline, followed] = await Promise.all([
    openTasks(visit),
    openWork(visit, tabs),
    recentOf(visit),
    firstPipeline(visit, tabs),
    followedChanges(visit),
  ])
  return inShell(visit, 'home', {
    title: messageIn(visit.viewer.language, 'shell.home'),
    object: 'home',
    userName: visit.viewer.name,
    tasks,
    work,
    recent,
    pipeline,
    followed: followed && { changes: followed },
    failed: failed.map(({ label, error, ended }) => ({
      ...{ label, error, instant: ended, when: showInstant(ended, visit.viewer) },
    })),
  })
}

async function recentOf({ session, viewer }: Visit): Promise<readonly object[]> {
  const recent = await recentRecords(session, RECENT)
  return recent.map(({ id, object, name, viewed }) => ({
    name,
    label: objectInWords(session, object).label,
    address: recordPath(object.name, id),
    instant: viewed,
    when: showInstant(viewed, viewer),
  }))
}
