import sql from 'sql-template-tag'
import type { ObjectModel } from '../../../metadata/org-model.ts'
import { identifier, tableRef } from '../../../storage/sql/names.ts'
import { bindSlots, slot } from '../../../storage/sql/slots.ts'
import type { Referrer, WriteContext } from '../context.ts'
import { fieldNamed } from '../plan.ts'
import { recompute } from '../recompute.ts'
import { cachedSql } from '../select.ts'
import { dependencies } from '../summaries.ts'
import { arrayLiteral } from '../values.ts'

/** A lookup that a deletion empties, or that comes back, may stand in the filter of a roll-up over another lookup. */
export async function countAgain(context: WriteContext, group: readonly Referrer[]): Promise<void> {
  const { object, field } = group[0] as Referrer
  const { model, schema } = context.session.org
  const summaries = object.feedsSummaries.filter(
    summary =>
      summary.childLookup.toLowerCase() !== field.name.toLowerCase() &&
      dependencies(object, summary).includes(field),
  )
  for (const summary of summaries) {
    const column = identifier(fieldNamed(object, summary.childLookup).column as string)
    const prepared = cachedSql(
      object,
      `parents ${summary.childLookup}`,
      () =>
        sql`SELECT DISTINCT ${column} FROM ${tableRef(schema, object.table)} WHERE "id" = ANY(${slot(0)}::text[]) AND ${column} IS NOT NULL ORDER BY 1`,
    )
    const { rows } = await context.connection.run(
      bindSlots(prepared, [arrayLiteral(group.map(({ id }) => id))]),
    )
    const parent = model.objects.get(summary.object.toLowerCase()) as ObjectModel
    const ids = rows.map(([id]) => id as string)
    if (ids.length > 0) await recompute(context, parent, [summary], ids)
  }
}
