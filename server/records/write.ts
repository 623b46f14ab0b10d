import { inTransaction } from '../org/in-transaction.ts'
import type { Session } from '../org/session.ts'
import type { HookPort } from './hooks.ts'
import { withIdempotency } from './idempotency.ts'
import { mayWriteAtOnce, writeAtOnce } from './write/at-once.ts'
import { checkRequest, objectOfRequest } from './write/check.ts'
import type { WriteMode } from './write/context.ts'
import { toRolledBack } from './write/results.ts'
import { Undone, writeRounds } from './write/rounds.ts'
import { isRowFault } from './write/stages/search-faults.ts'
import type { WriteRequest, WriteResult } from './write-request.ts'

/**
 * Saves 1 to 10,000 records of one object through all stages (write/stages.ts), in the session's transaction or in
 * one of its own. What is wrong with a record is in its result; with `allOrNone` one bad record saves none.
 * Throws AtelierError for what is wrong with the request itself, and for hooks that fail.
 */
export async function write(
  session: Session,
  request: WriteRequest,
  hooks: HookPort,
): Promise<readonly WriteResult[]> {
  checkRequest(session, request)
  if (mayWriteAtOnce(session, request, hooks)) {
    const results = await writeAtOnce(session, request, hooks)
    if (results) return results
  }
  try {
    return await writeLocked(session, request, hooks, 'locked')
  } catch (error) {
    if (error instanceof Undone) return resultsOf(error)
    if (!isRowFault(error) || session.transaction) throw error
  }
  try {
    return await writeLocked(session, request, hooks, 'searching')
  } catch (error) {
    if (error instanceof Undone) return resultsOf(error)
    throw error
  }
}

function writeLocked(
  session: Session,
  request: WriteRequest,
  hooks: HookPort,
  mode: WriteMode,
): Promise<readonly WriteResult[]> {
  const save = () =>
    inTransaction(session, inner =>
      withIdempotency(inner, request, () =>
        writeRounds({ session: inner, request, hooks, mode, joined: inner === session }),
      ),
    )
  return session.transaction ? save() : hooks.admit(session, objectOfRequest(session, request), save)
}

/** All or none: the good records were undone with the bad ones. */
function resultsOf({ results }: Undone): readonly WriteResult[] {
  const ordered = new Array<WriteResult>(results.length)
  for (const [index, result] of results) ordered[index] = toRolledBack(result)
  return ordered
}
