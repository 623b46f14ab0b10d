import { setTimeout as delay } from 'node:timers/promises'
import { translatePgError } from '../storage/pg-errors.ts'
import { isPassing } from './hook-errors.ts'

/** How often, and with how many milliseconds between. */
const ATTEMPTS = 20
const PAUSE = 1_000

/** Notes how something ended although the database is away for a moment. */
export async function patiently(note: () => Promise<unknown>): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await note()
      return
    } catch (error) {
      if (attempt === ATTEMPTS || !isPassing(translatePgError(error))) throw error
      await delay(PAUSE)
    }
  }
}
