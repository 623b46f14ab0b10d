import { setTimeout as delay } from 'node:timers/promises'
import type PgBoss from 'pg-boss'
import { type Entry, QUEUE } from './entries.ts'

export type ClaimedEntry = PgBoss.JobWithMetadata<Entry>

/** Takes entries one after the other, and looks for the next when it is woken or after a pause. */
export interface Worker {
  wake(): void
  /** Settles when it has stopped, which the signal makes it do. */
  readonly ended: Promise<void>
}

/** Milliseconds between two looks: entries of other nodes and second attempts wake nobody here. */
const PAUSE = 2_000

/**
 * pg-boss has workers, too; but those note the end of an entry that another node has taken over as if it were
 * theirs.
 */
export function startWorker(
  boss: PgBoss,
  perform: (entry: ClaimedEntry) => Promise<void>,
  stop: AbortSignal,
  warn: (error: unknown) => void,
): Worker {
  let woken = new AbortController()
  const work = async (): Promise<void> => {
    while (!stop.aborted) {
      woken = new AbortController()
      try {
        const [entry] = await boss.fetch<Entry>(QUEUE, { includeMetadata: true })
        if (entry) {
          await perform(entry)
          continue
        }
      } catch (error) {
        warn(error)
      }
      const signal = AbortSignal.any([stop, woken.signal])
      await delay(PAUSE, undefined, { signal }).catch(() => undefined)
    }
  }
  return { wake: () => woken.abort(), ended: work() }
}
