import type { WriteOperation } from '../../records/write-request.ts'
import type { SaveAnswer, SaveCall, SoqlCall, TableColumn } from '../protocol.ts'
import type { Calls } from './calls.ts'
import { makeBuilder, type QueryBuilder } from './query-builder.ts'
import { type Row, toRows, toTable } from './row-table.ts'

interface SaveOptions {
  /** Default true: one record that cannot be saved refuses all. */
  readonly allOrNone?: boolean
  /** Records that are saved, and committed, at a time when it is not all or none. */
  readonly chunk?: number
}

interface SaveResult {
  readonly id: string | null
  readonly success: boolean
  readonly created: boolean
  readonly errors: readonly { readonly code: string; readonly message: string }[]
}

type Save = (
  object: string,
  records: readonly (Row | string)[],
  options?: SaveOptions,
) => Promise<SaveResult[]>

interface UserDatabase {
  from(object: string): QueryBuilder
  soql(text: string, binds?: Readonly<Record<string, unknown>>): Promise<readonly Row[]>
  readonly insert: Save
  readonly update: Save
  readonly delete: Save
  readonly undelete: Save
  upsert(object: string, key: string, records: readonly Row[], options?: SaveOptions): Promise<SaveResult[]>
}

interface HookDatabase extends UserDatabase {
  transaction<T>(work: () => Promise<T>): Promise<T>
  /** The same with the rights of the user: what the user may not see or do is refused as over the API. */
  asUser(): UserDatabase
}

type Caller = Pick<Calls, 'call'>

const DEFAULT_CHUNK = 2_000

/** `db`, as one invocation of a hook sees it. */
export function makeDatabase(calls: Calls, invocation: number): HookDatabase {
  const ofUser = makeUserDatabase(calls.asUser, invocation)
  return Object.freeze({
    ...makeUserDatabase(calls, invocation),
    transaction: work => inTransaction(calls, invocation, work),
    asUser: () => ofUser,
  } satisfies HookDatabase)
}

function makeUserDatabase(calls: Caller, invocation: number): UserDatabase {
  const saver =
    (operation: WriteOperation): Save =>
    (object, records, options) =>
      save(calls, invocation, { object, operation }, records, options)
  return Object.freeze({
    from: object => makeBuilder(calls, invocation, { from: object, select: [], scope: 'live' }),
    soql: async (text, binds = {}) => {
      const call: SoqlCall = { text, binds }
      const answer = await calls.call<readonly TableColumn[]>(invocation, 'soql', call)
      return toRows(answer.value, answer.rows)
    },
    insert: saver('insert'),
    update: saver('update'),
    delete: saver('delete'),
    undelete: saver('undelete'),
    upsert: (object, key, records, options) =>
      save(calls, invocation, { object, operation: 'upsert', externalIdField: key }, records, options),
  } satisfies UserDatabase)
}

async function inTransaction<T>(calls: Calls, invocation: number, work: () => Promise<T>): Promise<T> {
  await calls.call(invocation, 'transaction', null)
  let result: T
  try {
    result = await work()
  } catch (error) {
    await calls.call(invocation, 'rollback', null)
    throw error
  }
  await calls.call(invocation, 'commit', null)
  return result
}

async function save(
  calls: Caller,
  invocation: number,
  target: Pick<SaveCall, 'object' | 'operation' | 'externalIdField'>,
  records: readonly (Row | string)[],
  options: SaveOptions = {},
): Promise<SaveResult[]> {
  const all = (Array.isArray(records) ? records : [records]).map(toRecord)
  const allOrNone = options.allOrNone ?? true
  const size = allOrNone ? all.length : (options.chunk ?? DEFAULT_CHUNK)
  const results: SaveResult[] = []
  for (let i = 0; i < all.length; i += size) {
    const { columns, rows } = toTable(all.slice(i, i + size))
    const call: SaveCall = { ...target, columns, allOrNone }
    const { value } = await calls.call<SaveAnswer>(invocation, target.operation, call, rows)
    for (const result of toResults(value)) results.push(result)
  }
  return results
}

/** Delete and undelete take ids as well as records. */
function toRecord(record: Row | string): Row {
  return typeof record === 'string' ? { Id: record } : record
}

function toResults(answer: SaveAnswer): SaveResult[] {
  const created = new Set(answer.created)
  const results: SaveResult[] = answer.ids.map((id, index) => ({
    id,
    success: id !== null,
    created: created.has(index),
    errors: [],
  }))
  for (const [index, errors] of answer.errors) {
    results[index] = { id: answer.ids[index] ?? null, success: false, created: false, errors }
  }
  return results
}
