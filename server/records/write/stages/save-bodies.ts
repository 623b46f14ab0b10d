import { saveBodies as save } from '../../files/body-rows.ts'
import { goodChanges, isLost, type WriteContext } from '../context.ts'

/** The files of the records, in the same transaction as their rows. */
export async function saveBodies(context: WriteContext): Promise<void> {
  if (isLost(context)) return
  const bodies = goodChanges(context).flatMap(({ id, bodies: given }) =>
    [...(given ?? [])].map(([field, body]) => ({ record: id as string, field: field.name, body })),
  )
  if (bodies.length > 0) await save(context.connection, context.session.org.schema, bodies)
}
