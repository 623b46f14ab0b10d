import { AtelierError } from '../kernel/errors.ts'
import { keyPrefixOf } from '../kernel/ids.ts'
import { inTransaction } from '../org/in-transaction.ts'
import type { Session } from '../org/session.ts'
import type { HookPort } from './hooks.ts'
import { withIdempotency } from './idempotency.ts'
import { write } from './write.ts'
import type { WriteRequest, WriteResult } from './write-request.ts'

type RecordBody = Readonly<Record<string, unknown>>

/** A save of records that may be of several objects: each names its own in `attributes.type`, or by its id. */
export type MixedWriteRequest = Omit<WriteRequest, 'object'> & { readonly object?: string }

interface Run {
  readonly object: string
  readonly records: RecordBody[]
}

/** Signals a rollback that is not an error of the request: its results say what was wrong. */
class RolledBack extends Error {
  readonly results: readonly WriteResult[]

  constructor(results: readonly WriteResult[]) {
    super('rolled back')
    this.results = results
  }
}

/** Saves neighbours of one object together, in the order of the request; all or nothing spans all of them. */
export async function writeMixed(
  session: Session,
  request: MixedWriteRequest,
  hooks: HookPort,
): Promise<readonly WriteResult[]> {
  const runs = splitRuns(session, request)
  if (runs.length === 1) return write(session, toRequest(request, runs[0] as Run), hooks)
  const { idempotencyKey, ...once } = request
  if (!request.allOrNone && idempotencyKey === undefined) return writeRuns(session, request, runs, hooks)
  try {
    return await inTransaction(session, async inner => {
      const results = await withIdempotency(inner, request, () => writeRuns(inner, once, runs, hooks))
      if (request.allOrNone && results.some(result => !result.success)) throw new RolledBack(results)
      return results
    })
  } catch (error) {
    if (error instanceof RolledBack) return error.results.map(rollBackResult)
    throw error
  }
}

async function writeRuns(
  session: Session,
  request: MixedWriteRequest,
  runs: readonly Run[],
  hooks: HookPort,
): Promise<readonly WriteResult[]> {
  const results: WriteResult[] = []
  for (const run of runs) results.push(...(await write(session, toRequest(request, run), hooks)))
  return results
}

function toRequest(request: MixedWriteRequest, run: Run): WriteRequest {
  return { ...request, object: run.object, records: run.records }
}

function rollBackResult(result: WriteResult): WriteResult {
  if (!result.success) return result
  const message =
    'Record rolled back because not all records were valid and the request was using AllOrNone header'
  return {
    id: null,
    success: false,
    created: false,
    errors: [{ code: 'ALL_OR_NONE_OPERATION_ROLLED_BACK', message }],
  }
}

function splitRuns(session: Session, request: MixedWriteRequest): readonly Run[] {
  const runs: Run[] = []
  request.records.forEach((record, index) => {
    const object = request.object ?? objectOf(session, record, index)
    const last = runs.at(-1)
    if (last?.object === object) last.records.push(record)
    else runs.push({ object, records: [record] })
  })
  return runs
}

function objectOf(session: Session, record: RecordBody, index: number): string {
  const type = (record.attributes as { type?: unknown } | undefined)?.type
  if (typeof type === 'string') return type
  const id = record.Id ?? record.id
  const object = typeof id === 'string' && session.org.model.objectsByPrefix.get(keyPrefixOf(id))
  if (object) return object.name
  const message = `Record ${index + 1} does not say what it is: give "attributes": {"type": "…"}.`
  throw new AtelierError('INVALID_TYPE', message)
}
