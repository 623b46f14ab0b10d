import sql from 'sql-template-tag'
import type { ObjectModel } from '../../metadata/org-model.ts'
import type { Org } from '../../org/session.ts'
import { tableRef } from '../../storage/sql/names.ts'
import { toQuick } from '../../storage/sql/slots.ts'

/** Are there files on the record, whoever may see them? Most have none, and who may see which takes long to ask. */
export async function hasFiles({ schema, database }: Org, link: ObjectModel, id: string): Promise<boolean> {
  const { rows } = await database.run(
    toQuick(
      sql`SELECT 1 FROM ${tableRef(schema, link.table)} WHERE "linkedentityid" = ${id} AND NOT "isdeleted" LIMIT 1`,
    ),
  )
  return rows.length > 0
}
