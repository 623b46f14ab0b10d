import { monitorEventLoopDelay } from 'node:perf_hooks'
import { setTimeout as delay } from 'node:timers/promises'
import { hashSecret, matchesHash } from '../../../server/org/secrets.ts'
import type { AccessBench } from '../access/open-company.ts'
import { usernameOf } from '../access/rows.ts'
import { median } from '../compare.ts'
import { ADMIN_PASSWORD, logIn } from '../server-process.ts'

const MOST_MILLISECONDS = 150
/** Milliseconds that hashing may keep the main thread from other work. */
const MOST_DELAY = 50
const LOGINS = 40

/** Logins one by one, then what hashing of many at once leaves of the main thread. */
export async function measureLogin(bench: AccessBench): Promise<void> {
  if (!bench.wants('login')) return
  const hash = await hashSecret(ADMIN_PASSWORD)
  const hashing: number[] = []
  const logins: number[] = []
  for (let index = 0; index < LOGINS; index++) {
    hashing.push(await time(() => matchesHash(hash, ADMIN_PASSWORD)))
    logins.push(await time(() => logIn(bench.server.url, usernameOf(index))))
  }
  bench.report({
    what: 'argon2id of one login, ms',
    figures: { 'whole login': `${median(logins).toFixed(1)} ms` },
    value: median(hashing),
    bound: MOST_MILLISECONDS,
    kind: 'most',
  })
  const monitor = monitorEventLoopDelay({ resolution: 1 })
  monitor.enable()
  const all = Array.from({ length: LOGINS }, () => matchesHash(hash, ADMIN_PASSWORD))
  await Promise.all([...all, delay(200)])
  monitor.disable()
  const milliseconds = (nanoseconds: number): number => nanoseconds / 1e6
  bench.report({
    what: `${LOGINS} passwords at once: longest delay of the main thread, ms`,
    figures: { 'median ms': milliseconds(monitor.percentile(50)).toFixed(1) },
    value: milliseconds(monitor.max),
    bound: MOST_DELAY,
    kind: 'most',
  })
}

async function time(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now()
  await work()
  return performance.now() - began
}
