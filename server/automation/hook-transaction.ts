import { AtelierError } from '../kernel/errors.ts'
import type { Session } from '../org/session.ts'
import type { CallServices } from './call-services.ts'
import { endUnit, type HookUnit, type Invocation, joinUnit, sessionOf } from './hook-unit.ts'
import { limitExceeded } from './limits.ts'

/** Undoes what the hook has saved; the hook knows why. */
class RolledBack extends Error {}

/** `db.transaction` begins: a transaction of its own, or inside one a savepoint. */
export async function beginTransaction(
  { data }: CallServices,
  unit: HookUnit,
  invocation: Invocation,
): Promise<void> {
  const outer = sessionOf(invocation)
  if (outer.transaction) {
    await open(invocation, work => data.savepoint(outer, () => work(outer)))
    return
  }
  const { limits } = unit
  const longest = limits.transactionMilliseconds
  const expire = (): void => {
    endUnit(unit, limitExceeded(invocation.hook.name, limits, 'transactionMilliseconds', longest))
  }
  const timer = setTimeout(expire, longest)
  const enter: Enter = work =>
    data.inTransaction(outer, async inner => {
      joinUnit(inner, unit)
      await work(inner)
      await unit.background?.fence?.(inner)
      if (unit.failure) throw unit.failure
    })
  await open(invocation, work => enter(work).finally(() => clearTimeout(timer)))
}

/** The innermost transaction of the hook ends. Throws what the commit threw. */
export async function endTransaction(invocation: Invocation, how: 'commit' | 'rollback'): Promise<void> {
  const ending = invocation.transactions.pop()
  if (!ending) throw new AtelierError('INVALID_INPUT', 'There is no transaction to end.')
  ending[how]()
  await ending.done
}

/** What the hook has left open when it ends. */
export async function rollBackOpen(invocation: Invocation): Promise<void> {
  while (invocation.transactions.length > 0) await endTransaction(invocation, 'rollback')
}

type Enter = (work: (session: Session) => Promise<void>) => Promise<void>

/** Resolves when the transaction is open; it stays so until `commit` or `rollback` is called. */
function open(invocation: Invocation, enter: Enter): Promise<void> {
  return new Promise((opened, failed) => {
    let begun = false
    const done = enter(
      session =>
        new Promise((commit, refuse) => {
          // What a hook does cannot be done again by anybody but itself.
          if (begun) return refuse(new AtelierError('UNABLE_TO_LOCK_ROW', 'The transaction met another one.'))
          begun = true
          const rollback = (): void => refuse(new RolledBack())
          invocation.transactions.push({ session, commit, rollback, done: settled })
          opened()
        }),
    )
    const settled = done.catch(error => {
      if (!(error instanceof RolledBack)) throw error
    })
    settled.catch(failed)
  })
}
