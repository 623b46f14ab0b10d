import { AtelierError, isErrorCode } from '../kernel/errors.ts'
import type { Session } from '../org/session.ts'
import type { WriteRequest, WriteResult } from '../records/write-request.ts'
import type { Asking, CallServices, HookCall } from './call-services.ts'
import { joinUnit, sessionOf, spend } from './hook-unit.ts'
import type { SaveAnswer, SaveCall } from './protocol.ts'

/** Records that one write takes. */
const RECORDS_PER_WRITE = 10_000

/**
 * A hook's save. Inside a transaction (triggers) it joins; otherwise it is one of its own, all or none however many
 * records there are, or committed with what could be saved.
 */
export async function saveRecords(
  { services, unit, invocation }: Asking,
  { argument, rows, asUser }: HookCall,
): Promise<SaveAnswer> {
  const call = argument as SaveCall
  spend(unit, invocation.hook.name, 'rowsWritten', rows.length)
  const records = rows.map(values => toRecord(call.columns, values))
  const saveAll = (session: Session): Promise<readonly WriteResult[]> =>
    writeInSteps(services, session, call, records)
  const session = sessionOf(invocation, asUser)
  const results = session.transaction
    ? await saveAll(session)
    : await services.data.inTransaction(session, async inner => {
        joinUnit(inner, unit)
        const saved = await saveAll(inner)
        await unit.background?.fence?.(inner)
        if (unit.failure) throw unit.failure
        return saved
      })
  return toAnswer(results)
}

async function writeInSteps(
  services: CallServices,
  session: Session,
  call: SaveCall,
  records: readonly Readonly<Record<string, unknown>>[],
): Promise<readonly WriteResult[]> {
  const { object, operation, allOrNone, externalIdField } = call
  const all: WriteResult[] = []
  for (let i = 0; i < records.length; i += RECORDS_PER_WRITE) {
    const request: WriteRequest = {
      object,
      operation,
      records: records.slice(i, i + RECORDS_PER_WRITE),
      allOrNone,
      ...(externalIdField ? { externalIdField } : {}),
    }
    const results = await services.data.write(session, request)
    if (allOrNone) refuseFailures(call, results, i)
    for (const result of results) all.push(result)
  }
  return all
}

/** What `update orders` does in Apex: the first record that cannot be saved is an error of the whole statement. */
function refuseFailures(call: SaveCall, results: readonly WriteResult[], offset: number): void {
  const index = results.findIndex(
    result => !result.success && result.errors[0]?.code !== 'ALL_OR_NONE_OPERATION_ROLLED_BACK',
  )
  if (index < 0) return
  const problems = (results[index] as WriteResult).errors
  const first = problems[0]
  throw new AtelierError(
    first && isErrorCode(first.code) ? first.code : 'CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY',
    `db.${call.operation}('${call.object}') saved nothing: record ${offset + index}: ${first?.code}: ${first?.message}`,
    problems,
  )
}

function toRecord(columns: readonly string[], values: readonly unknown[]): Record<string, unknown> {
  const record: Record<string, unknown> = {}
  columns.forEach((name, index) => {
    const value = values[index]
    // An object stands for a field that this record does not set, or for a parent that was read with it.
    if (typeof value !== 'object' || value === null || Array.isArray(value)) record[name] = value
  })
  return record
}

function toAnswer(results: readonly WriteResult[]): SaveAnswer {
  const created: number[] = []
  const errors: SaveAnswer['errors'][number][] = []
  results.forEach((result, index) => {
    if (result.created) created.push(index)
    if (!result.success) errors.push([index, result.errors])
  })
  return { ids: results.map(result => (result.success ? result.id : null)), created, errors }
}
