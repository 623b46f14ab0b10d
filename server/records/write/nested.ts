import { fullAccess } from '../../access/access.ts'
import type { ObjectModel } from '../../metadata/org-model.ts'
import { openBatch, openChange } from './batch.ts'
import type { BatchOperation, Change, InsertNested, RunNested, WriteContext } from './context.ts'
import { runStages } from './stages.ts'

/** Deletes and undeletes what goes with a record through all stages, whoever began it. */
export const runNested: RunNested = (context, operation, object, records) => {
  const changes = [...records].map(([id, deletion], index) => ({ ...openChange(index, {}, id), deletion }))
  return runInside(context, operation, object, changes)
}

/** Inserts what goes with a record through all stages, whoever began it. */
export const insertNested: InsertNested = (context, object, inputs) => {
  const changes = inputs.map((input, index) => openChange(index, input, null))
  return runInside(context, 'insert', object, changes)
}

async function runInside(
  context: WriteContext,
  operation: BatchOperation,
  object: ObjectModel,
  changes: readonly Change[],
): Promise<readonly Change[]> {
  const { connection, hooks, mode, session } = context
  const request = { object: object.name, operation, records: [], allOrNone: true }
  const inner = { ...session, access: fullAccess }
  const nested = { runNested, insertNested }
  await runStages(
    openBatch({ session: inner, connection, hooks, request, object, operation, mode, ...nested }, changes),
  )
  return changes
}
