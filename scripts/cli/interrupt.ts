import { Interrupted } from './report.ts'

/**
 * Runs work that the first Ctrl-C asks to stop; a second one ends the process at once. Whatever the work fails with
 * then, the person knows why.
 */
export async function interruptible<T>(work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController()
  const stop = (): void => controller.abort()
  process.once('SIGINT', stop)
  try {
    return await work(controller.signal)
  } catch (error) {
    const isToldAlready = error instanceof Interrupted || !controller.signal.aborted
    throw isToldAlready ? error : new Interrupted(['Interrupted.'])
  } finally {
    process.off('SIGINT', stop)
  }
}
