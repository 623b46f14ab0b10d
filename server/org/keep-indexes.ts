import { AtelierError } from '../kernel/errors.ts'
import { emit, observe } from '../kernel/observe.ts'
import { isRetryable } from '../storage/pg-errors.ts'
import { buildIndexes } from './build-indexes.ts'
import type { Org } from './session.ts'

/** Milliseconds: tables grow. */
const EVERY = 60_000
/** Milliseconds after a deploy: the next one may follow at once, and goes before. */
const REST = 2_000

/** By a deploy, or somebody who reads; or with the database, which says so itself. */
function isEnded(error: unknown): boolean {
  if (isRetryable(error)) return true
  return error instanceof AtelierError && ['QUERY_TIMEOUT', 'SERVER_UNAVAILABLE'].includes(error.code)
}

/** Looks after every deploy, and now and then, whether a table lacks an index. */
export function keepIndexes(orgs: () => readonly Org[]): () => Promise<void> {
  let building: Promise<unknown> = Promise.resolve()
  let isStopped = false
  const buildAll = async (): Promise<void> => {
    for (const org of orgs()) if (!isStopped) await buildIndexes(org)
  }
  const build = (): void => {
    building = building.then(buildAll).catch((error: unknown) => {
      if (isStopped || isEnded(error)) return
      emit('warning', {
        message: 'An index could not be made; it is tried again in a minute.',
        error,
      })
    })
  }
  const timer = setInterval(build, EVERY)
  timer.unref()
  let resting: NodeJS.Timeout | undefined
  const rest = (): void => {
    clearTimeout(resting)
    resting = setTimeout(build, REST)
    resting.unref()
  }
  rest()
  const unobserve = observe('model', rest)
  return async () => {
    isStopped = true
    unobserve()
    clearInterval(timer)
    clearTimeout(resting)
    // A build that is under way is cut off with the database's other statements, and begun anew at the next start.
    await Promise.race([building, new Promise(resolve => setTimeout(resolve, GRACE).unref())])
  }
}

/** Milliseconds. */
const GRACE = 200
