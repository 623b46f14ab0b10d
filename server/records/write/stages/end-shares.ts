import sql from 'sql-template-tag'
import { tableRef } from '../../../storage/sql/names.ts'
import { toStatement } from '../../../storage/sql/slots.ts'
import { goodChanges, isLost, type WriteContext } from '../context.ts'
import { arrayLiteral } from '../values.ts'

/** What an owner has opened by hand ends with the ownership, as in Salesforce: the next one decides anew. */
export async function endShares(context: WriteContext): Promise<void> {
  const { object, operation, session, connection, touched } = context
  const owner = object.fields.get('ownerid')
  if (operation !== 'update' || !owner || !touched.has(owner) || isLost(context)) return
  const ids = goodChanges(context)
    .filter(({ before, after }) => before?.OwnerId !== after.OwnerId)
    .map(({ id }) => id)
  if (ids.length === 0) return
  const table = tableRef(session.org.schema, '_share')
  await connection.run(
    toStatement(sql`DELETE FROM ${table} WHERE "record" = ANY(${arrayLiteral(ids)}::text[])`),
  )
}
