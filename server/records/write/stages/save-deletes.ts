import sql from 'sql-template-tag'
import { tableRef } from '../../../storage/sql/names.ts'
import { bindSlots, slot } from '../../../storage/sql/slots.ts'
import { addToBinSql, restoreNotes } from '../../recycle-bin.ts'
import { type Change, goodChanges, type WriteContext } from '../context.ts'
import { cachedSql } from '../select.ts'
import { stampSets } from '../sql.ts'
import { arrayLiteral } from '../values.ts'

/** Marks the records as deleted and puts them into the recycle bin, with what an undelete has to restore. */
export async function saveDeletes(context: WriteContext): Promise<void> {
  const changes = goodChanges(context)
  if (changes.length === 0) return
  const { object, session, connection, stamp } = context
  const { schema } = session.org
  const stamps = { stamp: 1, userId: 2 }
  const prepared = cachedSql(object, 'delete', () => {
    const marked = sql`UPDATE ${tableRef(schema, object.table)} AS t SET "isdeleted" = true, ${stampSets(stamps)} WHERE t."id" = ANY(${slot(0)}::text[]) RETURNING t."id"`
    return sql`WITH written AS (${marked}), binned AS (${addToBinSql(schema, object, 3, stamps)}) SELECT "id" FROM written`
  })
  const notes = restoreNotes(context)
  const nameField = object.nameField.name
  const values = [
    arrayLiteral(changes.map(change => change.id)),
    stamp,
    session.principal.userId,
    arrayLiteral(changes.map(({ before }) => nameOf(before?.[nameField]))),
    arrayLiteral(changes.map(deletionOf)),
    arrayLiteral(changes.map(change => notes.get(change.id as string) ?? null)),
  ]
  await connection.run(bindSlots(prepared, values))
  for (const change of changes) change.saved = true
}

function nameOf(value: unknown): string | null {
  return typeof value === 'string' ? value : null
}

export function deletionOf(change: Change): string {
  return change.deletion ?? (change.id as string)
}
