import sql from 'sql-template-tag'
import type { ObjectModel } from '../../../metadata/org-model.ts'
import type { Session } from '../../../org/session.ts'
import type { Connection } from '../../../storage/database.ts'
import { tableRef } from '../../../storage/sql/names.ts'
import { toStatement } from '../../../storage/sql/slots.ts'
import type { WriteRequest } from '../../write-request.ts'

/** Leaving out rules is a right that leaves a trace: who, when, which rules, over how many records. */
export async function recordSkippedRules(
  session: Session,
  connection: Connection,
  request: WriteRequest,
  object: ObjectModel,
): Promise<void> {
  if (!request.skipRules?.length) return
  const table = tableRef(session.org.schema, '_rule_skip')
  await connection.run(
    toStatement(
      sql`INSERT INTO ${table} ("object", "rules", "records", "skipped_by") VALUES (${object.name}, ${request.skipRules}::text[], ${request.records.length}::int, ${session.principal.userId})`,
    ),
  )
}
