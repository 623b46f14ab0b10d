import { AtelierError } from '../kernel/errors.ts'
import type { CallAnswer, CallServices, HookCall } from './call-services.ts'
import { beginTransaction, endTransaction } from './hook-transaction.ts'
import type { HookUnit, Invocation } from './hook-unit.ts'
import { sessionOf, spend, usageOf } from './hook-unit.ts'
import type { EnqueueCall, FromGuest, QueryCall, SoqlCall, Table } from './protocol.ts'
import { saveRecords } from './save-records.ts'

type Operation = (
  services: CallServices,
  unit: HookUnit,
  invocation: Invocation,
  call: HookCall,
) => Promise<CallAnswer>

/** Everything that a hook can ask for, by name. Arguments have the shapes of protocol.ts. */
const OPERATIONS: ReadonlyMap<string, Operation> = new Map<string, Operation>([
  [
    'query',
    async (services, unit, invocation, { argument, asUser }) => {
      const { query } = argument as QueryCall
      return count(unit, invocation, await services.data.read(sessionOf(invocation, asUser), query))
    },
  ],
  [
    'soql',
    async (services, unit, invocation, { argument, asUser }) => {
      const { text, binds } = argument as SoqlCall
      const session = sessionOf(invocation, asUser)
      const query = services.data.parseSoql(session, text, binds)
      return count(unit, invocation, await services.data.read(session, query))
    },
  ],
  [
    'enqueue',
    async (services, _unit, invocation, { argument }) => ({
      value: await services.enqueue(invocation, argument as EnqueueCall),
    }),
  ],
  ['insert', saveRecords],
  ['update', saveRecords],
  ['upsert', saveRecords],
  ['delete', saveRecords],
  ['undelete', saveRecords],
  [
    'transaction',
    async (services, unit, invocation) => ({ value: await beginTransaction(services, unit, invocation) }),
  ],
])

/** Operations that are no statements. */
const FREE: ReadonlyMap<string, Operation> = new Map<string, Operation>([
  ['limits', async (_services, unit) => ({ value: usageOf(unit) })],
  ['commit', async (_services, _unit, invocation) => ({ value: await endTransaction(invocation, 'commit') })],
  [
    'rollback',
    async (_services, _unit, invocation) => ({ value: await endTransaction(invocation, 'rollback') }),
  ],
])

/** Answers one call of a hook. Throws what the hook is to be told. */
export async function answerCall(
  services: CallServices,
  unit: HookUnit,
  invocation: Invocation,
  message: Extract<FromGuest, { type: 'call' }>,
): Promise<CallAnswer> {
  const rows = unit.parts.get(message.call) ?? []
  unit.parts.delete(message.call)
  const free = FREE.get(message.operation)
  const call = { argument: message.argument, rows, asUser: message.asUser === true }
  if (free) return free(services, unit, invocation, call)
  const operation = OPERATIONS.get(message.operation)
  if (!operation) throw new AtelierError('INVALID_INPUT', `There is no db.${message.operation}.`)
  spend(unit, invocation.hook.name, 'statements', 1)
  return operation(services, unit, invocation, call)
}

function count(unit: HookUnit, invocation: Invocation, { columns, rows }: Table): CallAnswer {
  spend(unit, invocation.hook.name, 'rowsRead', rows.length)
  return { value: columns, rows }
}
