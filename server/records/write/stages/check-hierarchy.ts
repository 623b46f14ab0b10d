import sql from 'sql-template-tag'
import { say } from '../../../kernel/message.ts'
import type { FieldModel } from '../../../metadata/org-model.ts'
import { identifier, tableRef } from '../../../storage/sql/names.ts'
import { bindSlots, slot } from '../../../storage/sql/slots.ts'
import { addProblem, type Change, goodChanges, type WriteContext } from '../context.ts'
import { planOf } from '../plan.ts'
import { cachedSql } from '../select.ts'

/** A record may not become its own ancestor: the ancestors of all new parents are read in one statement. */
export async function checkHierarchy(context: WriteContext): Promise<void> {
  if (context.operation !== 'update') return
  const plan = planOf(context.session.org.model, context.object)
  for (const field of plan.hierarchies) {
    if (!context.touched.has(field)) continue
    const moved = goodChanges(context).filter(change => isMoved(change, field))
    if (moved.length > 0) await checkMoves(context, field, moved)
  }
}

function isMoved(change: Change, field: FieldModel): boolean {
  const parent = change.after[field.name]
  return typeof parent === 'string' && parent !== change.before?.[field.name]
}

async function checkMoves(context: WriteContext, field: FieldModel, moved: readonly Change[]): Promise<void> {
  const parents = await loadAncestry(context, field, moved)
  for (const change of context.changes) {
    if (change.id !== null && field.name in change.after)
      parents.set(change.id, change.after[field.name] as string | null)
  }
  for (const change of moved) {
    if (!leadsBack(change.id as string, parents)) continue
    addProblem(
      change,
      'CIRCULAR_DEPENDENCY',
      say('{id} is this record itself or one below it.', { id: String(change.after[field.name]) }),
      { fields: [field.name], label: field.label },
    )
  }
}

function leadsBack(id: string, parents: ReadonlyMap<string, string | null>): boolean {
  const seen = new Set<string>()
  let current = parents.get(id) ?? null
  while (current !== null && !seen.has(current)) {
    if (current === id) return true
    seen.add(current)
    current = parents.get(current) ?? null
  }
  return false
}

/** Parent by id, of the new parents and everything above them. */
async function loadAncestry(
  { session, connection, object }: WriteContext,
  field: FieldModel,
  moved: readonly Change[],
): Promise<Map<string, string | null>> {
  const column = identifier(field.column as string)
  const table = tableRef(session.org.schema, object.table)
  const prepared = cachedSql(
    object,
    `ancestry ${field.name}`,
    () =>
      sql`WITH RECURSIVE up AS (SELECT "id", ${column} AS parent FROM ${table} WHERE "id" = ANY(${slot(0)}::text[]) UNION SELECT t."id", t.${column} FROM up JOIN ${table} AS t ON t."id" = up.parent) SELECT "id", parent FROM up`,
  )
  const ids = [...new Set(moved.map(change => change.after[field.name] as string))]
  const { rows } = await connection.run(bindSlots(prepared, [ids]))
  return new Map(rows as readonly (readonly [string, string | null])[])
}
