import { say } from '../../kernel/message.ts'
import type { ObjectModel } from '../../metadata/org-model.ts'
import type { Session, TransactionScope } from '../../org/session.ts'
import type { Connection } from '../../storage/database.ts'
import { DatabaseError } from '../../storage/pg-errors.ts'
import { savepoint } from '../../storage/transaction.ts'
import type { HookPort } from '../hooks.ts'
import type { WriteRequest, WriteResult } from '../write-request.ts'
import { openBatch } from './batch.ts'
import { objectOfRequest } from './check.ts'
import { addProblem, type Change, type WriteMode } from './context.ts'
import { insertNested, runNested } from './nested.ts'
import { toResult } from './results.ts'
import { recordSkippedRules } from './stages/record-skipped-rules.ts'
import { isRowFault } from './stages/search-faults.ts'
import { splitOperations } from './stages/split-operations.ts'
import { runStages } from './stages.ts'

export interface Rounds {
  /** Inside a transaction. */
  readonly session: Session
  readonly request: WriteRequest
  readonly hooks: HookPort
  readonly mode: WriteMode
  /** The transaction is somebody else's: what fails is undone to where this save began. */
  readonly joined: boolean
}

/** Ends a transaction or savepoint whose work is not wanted. Its results say why: it is no error of the request. */
export class Undone extends Error {
  readonly results: readonly (readonly [number, WriteResult])[]

  constructor(results: readonly (readonly [number, WriteResult])[]) {
    super('undone')
    this.results = results
  }
}

const SERIALIZATION_FAILURE = '40001'
const RACED = say(
  'unable to obtain exclusive access to this record: others are inserting it at the same time',
)

/** Rounds after which the rest fails, when in every round triggers refuse records that were saved. */
const MOST_ROUNDS = 10

/**
 * All or none: one round. Otherwise a round for all, and when records turn out bad after they were saved, the round
 * is undone and another one begins without them.
 */
export async function writeRounds(rounds: Rounds): Promise<readonly WriteResult[]> {
  const { request, session } = rounds
  const { connection } = session.transaction as TransactionScope
  const results = new Array<WriteResult>(request.records.length)
  let pending: readonly number[] = request.records.map((_, index) => index)
  let { mode } = rounds
  for (let round = 1; pending.length > 0; round++) {
    try {
      const work = () => runRound(rounds, mode, pending, round === MOST_ROUNDS)
      keep(results, await (isIsolated(rounds) ? savepoint(connection, work) : work()))
      return results
    } catch (error) {
      if (!isIsolated(rounds)) throw error
      if (error instanceof Undone && !request.allOrNone) keep(results, error.results)
      else if (isRowFault(error) && mode === 'locked') mode = 'searching'
      else throw error
      pending = pending.filter(index => !results[index])
    }
  }
  return results
}

/** May a round be undone without the transaction? */
function isIsolated({ joined, request }: Rounds): boolean {
  return joined || !request.allOrNone
}

function keep(results: WriteResult[], more: Results): void {
  for (const [index, result] of more) results[index] = result
}

type Results = readonly (readonly [number, WriteResult])[]

async function runRound(
  { session, request, hooks }: Rounds,
  mode: WriteMode,
  pending: readonly number[],
  isLast: boolean,
): Promise<Results> {
  const object = objectOfRequest(session, request)
  const { connection } = session.transaction as { readonly connection: Connection }
  const results: (readonly [number, WriteResult])[] = []
  const undone: Change[] = []
  await recordSkippedRules(session, connection, request, object)
  for (const { operation, changes } of await splitOperations(session, connection, request, object, pending)) {
    const options = { session, connection, hooks, request, object, operation, mode }
    await runStages(openBatch({ ...options, runNested, insertNested }, changes))
    if (request.operation === 'upsert' && operation === 'insert') findRaced(object, request, changes)
    const late = changes.filter(change => change.saved && change.problems.length > 0)
    if (isLast && late.length > 0) refuseAll(changes)
    undone.push(...(isLast && late.length > 0 ? changes : late))
    for (const change of changes) results.push([change.index, toResult(change, operation === 'insert')])
  }
  if (request.allOrNone && results.some(([, result]) => !result.success)) throw new Undone(results)
  if (undone.length === 0) return results
  const indexes = new Set(undone.map(change => change.index))
  throw new Undone(results.filter(([index]) => indexes.has(index)))
}

/**
 * A key that was not there when it was looked for and is there now: somebody else has inserted the same record in
 * between. The transaction runs again, and updates it.
 */
function findRaced(
  object: ObjectModel,
  { externalIdField = 'Id' }: WriteRequest,
  changes: readonly Change[],
): void {
  const key = object.fields.get(externalIdField.toLowerCase())
  if (!key?.unique) return
  const isRaced = changes.some(({ problems }) =>
    problems.some(({ code, fields }) => code === 'DUPLICATE_VALUE' && fields?.includes(key.name)),
  )
  if (isRaced) throw new DatabaseError('UNABLE_TO_LOCK_ROW', RACED, { code: SERIALIZATION_FAILURE })
}

function refuseAll(changes: readonly Change[]): void {
  const message = say('The triggers refused other records in each of {count} attempts to save the rest.', {
    count: MOST_ROUNDS,
  })
  for (const change of changes) if (change.problems.length === 0) addProblem(change, 'HOOK_FAILED', message)
}
