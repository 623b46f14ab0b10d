/** Lets so many works go on at a time; the others wait in the order in which they came. */
export interface Turns {
  /** Rejects with `late()` when its turn has not come after the milliseconds. */
  take<T>(work: () => Promise<T>): Promise<T>
}

interface Waiting {
  readonly begin: () => void
}

export function makeTurns(count: number, patience: number, late: () => Error): Turns {
  const waiting: Waiting[] = []
  let free = count
  const enter = (): Promise<void> | undefined => {
    if (free > 0) {
      free--
      return undefined
    }
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        waiting.splice(waiting.indexOf(entry), 1)
        reject(late())
      }, patience)
      const begin = (): void => {
        clearTimeout(timer)
        resolve()
      }
      const entry = { begin }
      waiting.push(entry)
    })
  }
  const leave = (): void => {
    const next = waiting.shift()
    if (next) next.begin()
    else free++
  }
  return {
    take: async work => {
      await enter()
      try {
        return await work()
      } finally {
        leave()
      }
    },
  }
}
