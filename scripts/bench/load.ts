import { fork } from 'node:child_process'

export interface LoadRequest {
  readonly method: 'GET' | 'POST' | 'PATCH'
  readonly path: string
  readonly body?: string
}

export interface LoadTask {
  readonly url: string
  readonly headers: Readonly<Record<string, string>>
  readonly requests: readonly LoadRequest[]
  readonly connections: number
  readonly seconds: number
  /** So many requests instead of so many seconds. */
  readonly amount?: number | undefined
}

export interface LoadResult {
  readonly perSecond: number
  readonly failed: number
  /** What has failed. */
  readonly how: string
  /** Milliseconds. */
  readonly median: number
  readonly p99: number
}

export interface LoadGenerator {
  /** Throws when a request failed: figures of errors are no figures. */
  run(task: LoadTask): Promise<LoadResult>
  stop(): void
}

/** Starts the load generator as a process of its own. */
export function startLoad(): LoadGenerator {
  const child = fork('.atelier/build/load-generator.js')
  return {
    run: task =>
      new Promise((resolve, reject) => {
        child.once('message', answer => {
          const result = answer as LoadResult & { error?: string }
          if (result.error) reject(new Error(result.error))
          else if (result.failed > 0)
            reject(new Error(`${result.failed} requests failed at ${task.url}: ${result.how}`))
          else resolve(result)
        })
        child.send(task)
      }),
    stop: () => child.disconnect(),
  }
}
