import type { BatchOperation, WriteContext } from '../context.ts'
import { isLost } from '../context.ts'
import { saveDeletes } from './save-deletes.ts'
import { saveInserts } from './save-inserts.ts'
import { saveUndeletes } from './save-undeletes.ts'
import { saveUpdates } from './save-updates.ts'

const SAVES: Readonly<Record<BatchOperation, (context: WriteContext) => Promise<void>>> = {
  insert: saveInserts,
  update: saveUpdates,
  delete: saveDeletes,
  undelete: saveUndeletes,
}

/** Writes the records that have no problem, with their history, in one statement. */
export async function saveRows(context: WriteContext): Promise<void> {
  if (!isLost(context)) await SAVES[context.operation](context)
}
