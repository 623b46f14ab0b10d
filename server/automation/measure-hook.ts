import { emit } from '../kernel/observe.ts'

/** Tells how long a hook took, and with what it ended. */
export async function measureHook<T>(hook: string, event: string, work: () => Promise<T>): Promise<T> {
  const began = performance.now()
  try {
    const result = await work()
    emit('hook', { hook, event, milliseconds: performance.now() - began })
    return result
  } catch (error) {
    const milliseconds = performance.now() - began
    emit('hook', { hook, event, milliseconds, error: error instanceof Error ? error.message : String(error) })
    throw error
  }
}
