import type { Connection } from '../storage/database.ts'
import { transaction } from '../storage/transaction.ts'
import { refreshModel } from './org-state.ts'
import type { Session, TransactionScope } from './session.ts'

/**
 * Runs `work` in a session that has a transaction: the one that the session is in already, or a new one behind the
 * org's gate. The org's model is then the deployed one, and stays so until the commit; compile statements inside.
 * `work` may run again when it meets a deadlock or a lock timeout.
 */
export async function inTransaction<T>(session: Session, work: (session: Session) => Promise<T>): Promise<T> {
  if (session.transaction) return work(session)
  const { org } = session
  const { database, gate, schema } = org
  let callbacks: (() => void)[] = []
  const result = await transaction(database, { gate, schema }, async (connection, version) => {
    if (version !== undefined && version > org.model.version) await refreshModel(org, version)
    const scope = openScope(connection)
    callbacks = scope.afterCommit
    return work(Object.freeze({ ...session, transaction: scope }))
  })
  for (const callback of callbacks) callback()
  return result
}

function openScope(connection: Connection): TransactionScope {
  return Object.freeze({
    connection,
    depth: 0,
    now: new Date(),
    afterCommit: [],
    hookState: new Map(),
  })
}
