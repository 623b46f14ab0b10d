import { isAnyContent } from '../../metadata/file-objects.ts'
import type { FieldModel, ObjectModel, TriggerEvent } from '../../metadata/org-model.ts'
import type { Session } from '../../org/session.ts'
import { isRetryable } from '../../storage/pg-errors.ts'
import type { HookPort } from '../hooks.ts'
import type { WriteRequest, WriteResult } from '../write-request.ts'
import { idOf, openBatch, openChange } from './batch.ts'
import { objectOfRequest } from './check.ts'
import type { BatchOperation, InsertNested, RunNested } from './context.ts'
import { decidesIdentity } from './identity-fields.ts'
import { planOf, spelledField } from './plan.ts'
import { toResult } from './results.ts'
import { isRowFault } from './stages/search-faults.ts'
import { runStages } from './stages.ts'
import { summaryFields } from './summaries.ts'

/** May the save be one statement without a transaction: one record, and nothing that has to go with it? */
export function mayWriteAtOnce(session: Session, request: WriteRequest, hooks: HookPort): boolean {
  const { operation, records } = request
  if (records.length !== 1 || session.transaction) return false
  if (operation !== 'insert' && operation !== 'update') return false
  if (request.idempotencyKey !== undefined || request.skipRules?.length) return false
  const object = objectOfRequest(session, request)
  const events = [`before ${operation}`, `after ${operation}`] as readonly TriggerEvent[]
  if (events.some(event => hooks.fires(session, object, event))) return false
  if (decidesIdentity(object) || isAnyContent(object)) return false
  if (fieldsOf(session, object, records[0] as object).some(({ fieldType }) => fieldType.toBody)) return false
  if (operation === 'update' && changesOwner(session, object, records[0] as object)) return false
  if (object.feedsSummaries.length === 0) return true
  if (operation === 'insert') return false
  const counted = new Set(summaryFields(object))
  return fieldsOf(session, object, records[0] as object).every(field => !counted.has(field))
}

/** Shares end with the ownership. */
function changesOwner(session: Session, object: ObjectModel, record: object): boolean {
  return fieldsOf(session, object, record).some(({ name }) => name === 'OwnerId')
}

/** The fields that a record of the request names. */
function fieldsOf({ org }: Session, object: ObjectModel, record: object): readonly FieldModel[] {
  const plan = planOf(org.model, object)
  return Object.keys(record).flatMap(
    key => spelledField(plan, key) ?? object.parents.get(key.toLowerCase()) ?? [],
  )
}

/** Undefined when the statement saved nothing, for a conflict or a deploy: the caller takes locks then. */
export async function writeAtOnce(
  session: Session,
  request: WriteRequest,
  hooks: HookPort,
): Promise<readonly WriteResult[] | undefined> {
  const object = objectOfRequest(session, request)
  const operation = request.operation as BatchOperation
  const input = request.records[0] as Readonly<Record<string, unknown>>
  const changes = [openChange(0, input, operation === 'update' ? idOf(input) : null)]
  const connection = session.org.database
  const options = {
    session,
    connection,
    hooks,
    request,
    object,
    operation,
    mode: 'at-once',
    runNested: notHere,
    insertNested: notHere,
  } as const
  const context = openBatch(options, changes)
  try {
    await runStages(context)
  } catch (error) {
    if (isRowFault(error) || isRetryable(error)) return undefined
    throw error
  }
  return context.refused ? undefined : changes.map(change => toResult(change, operation === 'insert'))
}

const notHere: RunNested & InsertNested = async () => {
  throw new Error('A save at once has nothing that goes with it.')
}
