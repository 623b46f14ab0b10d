/** The load generator's own process: takes one `LoadTask` at a time from its parent, answers its `LoadResult`. */
import autocannon from 'autocannon'
import type { LoadResult, LoadTask } from './load.ts'

process.on('message', (task: LoadTask) => {
  run(task).then(
    result => process.send?.(result),
    (error: unknown) => process.send?.({ error: String(error) }),
  )
})
process.on('disconnect', () => process.exit(0))

async function run({ url, headers, requests, connections, seconds, amount }: LoadTask): Promise<LoadResult> {
  let clients = 0
  const share = Math.max(1, Math.floor(requests.length / connections))
  const began = performance.now()
  let ended = began
  const instance = autocannon({
    url,
    connections,
    headers,
    timeout: 60,
    ...(amount ? { amount } : { duration: seconds }),
    // Each connection has requests of its own, so that two never ask for the same record at once.
    setupClient: client => {
      const from = (clients++ * share) % requests.length
      client.setRequests(requests.slice(from, from + share).map(request => ({ ...request, headers })))
    },
  })
  // It ends on its own tick of a second; what a fixed number of requests took is known at the last answer.
  instance.on('response', () => {
    ended = performance.now()
  })
  const result = await instance
  const failed = result.non2xx + result.errors + result.timeouts
  const elapsed = amount ? (ended - began) / 1000 : result.duration
  const { non2xx, errors, timeouts } = result
  const how = `${non2xx} refused, ${errors} broken off, ${timeouts} timed out`
  return {
    perSecond: result.requests.total / elapsed,
    failed,
    how,
    median: result.latency.p50,
    p99: result.latency.p99,
  }
}
