/** Values that one side adds while the other one takes them: makes an iterable of work that reports as it goes. */
export interface EventQueue<T> {
  add(value: T): void
  /** Resolves when few enough wait: to be awaited between portions. */
  drained(): Promise<void>
  readonly abandoned: boolean
}

const MOST_WAITING = 5_000

/** Runs `work`, and yields what it adds; its error is thrown after the last value. */
export async function* collectEvents<T>(work: (queue: EventQueue<T>) => Promise<void>): AsyncGenerator<T> {
  const waiting: T[] = []
  const state = { abandoned: false, ended: false }
  let wake = (): void => undefined
  let release = (): void => undefined
  const queue: EventQueue<T> = {
    add: value => {
      waiting.push(value)
      wake()
    },
    drained: async () => {
      while (waiting.length > MOST_WAITING && !state.abandoned)
        await new Promise<void>(resolve => {
          release = resolve
        })
    },
    get abandoned() {
      return state.abandoned
    },
  }
  const running = work(queue).finally(() => {
    state.ended = true
    wake()
  })
  running.catch(() => undefined)
  try {
    for (;;) {
      for (const value of waiting.splice(0)) yield value
      release()
      if (waiting.length > 0) continue
      if (state.ended) break
      await new Promise<void>(resolve => {
        wake = resolve
      })
    }
    await running
  } finally {
    state.abandoned = true
    release()
    await running.catch(() => undefined)
  }
}
