import type { ObjectModel } from '../../../metadata/org-model.ts'
import type { Session } from '../../../org/session.ts'
import type { Connection } from '../../../storage/database.ts'
import type { WriteRequest } from '../../write-request.ts'
import { idOf, openChange } from '../batch.ts'
import type { Batch } from '../context.ts'
import { matchExternalIds } from './match-external-ids.ts'

/** The batches of a request: one, or the inserts and the updates of an upsert. */
export async function splitOperations(
  session: Session,
  connection: Connection,
  request: WriteRequest,
  object: ObjectModel,
  pending: readonly number[],
): Promise<readonly Batch[]> {
  const { operation, records } = request
  const isInsert = operation === 'insert'
  const changes = pending.map(index => {
    const input = records[index] as Readonly<Record<string, unknown>>
    return openChange(index, input, isInsert ? null : idOf(input))
  })
  if (operation !== 'upsert') return [{ operation, changes }]
  const batches = await matchExternalIds({ session, connection, request, object }, changes)
  return batches.filter(batch => batch.changes.length > 0)
}
