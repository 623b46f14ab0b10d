import { AtelierError } from '../kernel/errors.ts'
import type { Session } from '../org/session.ts'
import type { Query } from '../records/query/query.ts'
import type { Asking, HookCall } from './call-services.ts'
import { beginTransaction, endTransaction } from './hook-transaction.ts'
import { sessionOf, spend, usageOf } from './hook-unit.ts'
import type { EnqueueCall, FromGuest, QueryCall, SoqlCall, TableColumn } from './protocol.ts'
import { saveRecords } from './save-records.ts'

/** What it resolves with is the answer. */
type Operation = (asking: Asking, call: HookCall) => Promise<unknown>

/** Everything that a hook can ask for, by name. Arguments have the shapes of protocol.ts. */
const OPERATIONS: ReadonlyMap<string, Operation> = new Map<string, Operation>([
  ['query', (asking, call) => readRows(asking, call, () => (call.argument as QueryCall).query)],
  [
    'soql',
    (asking, call) => {
      const { text, binds } = call.argument as SoqlCall
      return readRows(asking, call, session => asking.services.data.parseSoql(session, text, binds))
    },
  ],
  [
    'enqueue',
    ({ services, invocation }, { argument }) => services.enqueue(invocation, argument as EnqueueCall),
  ],
  ['insert', saveRecords],
  ['update', saveRecords],
  ['upsert', saveRecords],
  ['delete', saveRecords],
  ['undelete', saveRecords],
  ['transaction', ({ services, unit, invocation }) => beginTransaction(services, unit, invocation)],
])

/** Operations that are no statements. */
const FREE: ReadonlyMap<string, Operation> = new Map<string, Operation>([
  ['limits', async ({ unit }) => usageOf(unit)],
  ['commit', ({ invocation }) => endTransaction(invocation, 'commit')],
  ['rollback', ({ invocation }) => endTransaction(invocation, 'rollback')],
])

/** Answers one call of a hook. Throws what the hook is to be told. */
export async function answerCall(
  asking: Asking,
  message: Extract<FromGuest, { type: 'call' }>,
): Promise<unknown> {
  const { unit, invocation } = asking
  const rows = unit.parts.get(message.call) ?? []
  unit.parts.delete(message.call)
  const free = FREE.get(message.operation)
  const call = { argument: message.argument, rows, asUser: message.asUser === true }
  if (free) return free(asking, call)
  const operation = OPERATIONS.get(message.operation)
  if (!operation) throw new AtelierError('INVALID_INPUT', `There is no db.${message.operation}.`)
  spend(unit, invocation.hook.name, 'statements', 1)
  return operation(asking, call)
}

/** The rows go to the hook as they come; the answer are their columns. */
async function readRows(
  { services, unit, invocation, sendRows }: Asking,
  { asUser }: HookCall,
  queryOf: (session: Session) => Query,
): Promise<readonly TableColumn[]> {
  const session = sessionOf(invocation, asUser)
  // One row more than it may read shows that there are too many.
  return services.data.read(session, queryOf(session), unit.limits.rowsRead + 1, async rows => {
    spend(unit, invocation.hook.name, 'rowsRead', rows.length)
    await sendRows(rows)
  })
}
