import type { AddressInfo } from 'node:net'
import type { Express } from 'express'

/** What both baselines are told by the bench. */
export const settings = {
  databaseUrl: process.env.DATABASE_URL as string,
  schema: process.env.BENCH_SCHEMA as string,
  userId: process.env.BENCH_USER as string,
  /** As many connections as the product's own pool. */
  poolSize: Number(process.env.BENCH_POOL ?? 12),
}

export function listen(app: Express): void {
  const server = app.listen(0, () => {
    console.log(`Baseline is ready at http://localhost:${(server.address() as AddressInfo).port}`)
  })
  process.once('SIGTERM', () => process.exit(0))
}
