import type { Database } from './database.ts'

/**
 * Does the work unless somebody, on whatever node, has the key: undefined then. The advisory lock is held by a
 * transaction that does nothing else: it sees no rows, so neither builds of indexes nor vacuum wait for it, it ends
 * with this process, and a pooler in between lets it have its connection. The work needs connections of its own.
 */
export async function workAlone<T>(
  database: Database,
  key: number,
  work: () => Promise<T>,
): Promise<{ readonly result: T } | undefined> {
  return database.withConnection(async connection => {
    try {
      const { rows } = await connection.run({
        text: `BEGIN; SET LOCAL idle_in_transaction_session_timeout = 0; SELECT pg_try_advisory_xact_lock(${key})`,
        values: [],
      })
      return rows[0]?.[0] === 't' ? { result: await work() } : undefined
    } finally {
      await connection.run({ text: 'ROLLBACK', values: [] }).catch(() => undefined)
    }
  })
}
