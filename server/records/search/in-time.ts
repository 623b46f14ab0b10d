import { AtelierError } from '../../kernel/errors.ts'
import type { Session } from '../../org/session.ts'

/** Workers take as long to come, and code to be compiled, as a read may take in all. */
const AT_ONCE = 'SET LOCAL max_parallel_workers_per_gather = 0; SET LOCAL jit = off'

/** What a read finds within so many milliseconds of the database; nothing when it takes longer. */
export function inTime<Row>(
  session: Session,
  longest: number,
  read: (session: Session) => Promise<readonly Row[]>,
): Promise<readonly Row[]> {
  if (session.transaction) return read(session)
  return session.org.database.withConnection(async connection => {
    const transaction = { connection, depth: 0, now: new Date(), afterCommit: [], hookState: new Map() }
    await connection.run({
      text: `BEGIN READ ONLY; ${AT_ONCE}; SET LOCAL statement_timeout = ${longest}`,
      values: [],
    })
    try {
      return await read({ ...session, transaction })
    } catch (error) {
      if (error instanceof AtelierError && error.code === 'QUERY_TIMEOUT') return []
      throw error
    } finally {
      await connection.run({ text: 'ROLLBACK', values: [] })
    }
  })
}
