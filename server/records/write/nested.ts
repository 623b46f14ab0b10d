import { fullAccess } from '../../access/access.ts'
import { openBatch, openChange } from './batch.ts'
import type { RunNested } from './context.ts'
import { runStages } from './stages.ts'

/** Deletes and undeletes what goes with a record through all stages, whoever began it. */
export const runNested: RunNested = async (context, operation, object, records) => {
  const changes = [...records].map(([id, deletion], index) => ({ ...openChange(index, {}, id), deletion }))
  const { connection, hooks, mode, session } = context
  const request = { object: object.name, operation, records: [], allOrNone: true }
  const inner = { ...session, access: fullAccess }
  await runStages(
    openBatch({ session: inner, connection, hooks, request, object, operation, mode, runNested }, changes),
  )
  return changes
}
