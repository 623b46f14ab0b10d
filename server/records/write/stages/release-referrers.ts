import sql from 'sql-template-tag'
import { say } from '../../../kernel/message.ts'
import type { ObjectModel } from '../../../metadata/org-model.ts'
import { objectInWords } from '../../../org/words.ts'
import { identifier, tableRef } from '../../../storage/sql/names.ts'
import { bindSlots, slot } from '../../../storage/sql/slots.ts'
import { byLookup, emptiedLookups } from '../../recycle-bin.ts'
import { addProblem, type Change, goodChanges, isLost, type Referrer, type WriteContext } from '../context.ts'
import { referringTo } from '../referrers.ts'
import { cachedSql } from '../select.ts'
import { arrayLiteral } from '../values.ts'
import { seesAll } from './check-referrers.ts'
import { countAgain } from './count-again.ts'
import { deletionOf } from './save-deletes.ts'

/** After a delete: lookups are emptied, and what belongs to the records is deleted with them through all stages. */
export async function releaseReferrers(context: WriteContext): Promise<void> {
  if (context.operation !== 'delete' || isLost(context) || context.referrers.length === 0) return
  for (const group of byLookup(emptiedLookups(context)).values()) {
    await emptyLookup(context, group)
    await countAgain(context, group)
  }
  await deleteDetails(context)
}

async function emptyLookup(
  { session, connection, stamp }: WriteContext,
  group: readonly Referrer[],
): Promise<void> {
  const { object, field } = group[0] as Referrer
  const column = identifier(field.column as string)
  const prepared = cachedSql(
    object,
    `empty ${field.name}`,
    () =>
      sql`UPDATE ${tableRef(session.org.schema, object.table)} AS t SET ${column} = NULL, "systemmodstamp" = ${slot(2)}::timestamptz FROM unnest(${slot(0)}::text[], ${slot(1)}::text[]) AS u("id", "parent") WHERE t."id" = u."id" AND t.${column} = u."parent"`,
  )
  const ids = arrayLiteral(group.map(({ id }) => id))
  await connection.run(bindSlots(prepared, [ids, arrayLiteral(group.map(({ parent }) => parent)), stamp]))
}

async function deleteDetails(context: WriteContext): Promise<void> {
  const cascading = new Set(
    referringTo(context.session.org.model, context.object)
      .filter(one => one.behavior === 'Cascade')
      .map(one => one.field),
  )
  const parents = new Map(goodChanges(context).map(change => [change.id, change]))
  const details = context.referrers.filter(one => cascading.has(one.field) && parents.has(one.parent))
  const byObject = new Map<ObjectModel, Referrer[]>()
  for (const detail of details) {
    if (parents.has(detail.id)) continue
    const ofObject = byObject.get(detail.object)
    if (ofObject) ofObject.push(detail)
    else byObject.set(detail.object, [detail])
  }
  for (const [object, ofObject] of byObject) await deleteDetailsOf(context, object, ofObject, parents)
}

async function deleteDetailsOf(
  context: WriteContext,
  object: ObjectModel,
  details: readonly Referrer[],
  parents: ReadonlyMap<string | null, Change>,
): Promise<void> {
  const parentOf = new Map(details.map(({ id, parent }) => [id, parents.get(parent) as Change]))
  const deletions = new Map([...parentOf].map(([id, parent]) => [id, deletionOf(parent)]))
  const changes = await context.runNested(context, 'delete', object, deletions)
  for (const change of changes) {
    const first = change.problems.find(problem => problem.code !== 'ENTITY_IS_DELETED')
    if (!first) continue
    const parent = parentOf.get(change.id as string) as Change
    addProblem(
      parent,
      'DELETE_FAILED',
      seesAll(context.session, object)
        ? say('{detail} {id}, which goes with it, cannot be deleted: {problem}', {
            detail: objectInWords(context.session, object).label,
            id: String(change.id),
            problem: first.says?.[0] ?? first.message,
          })
        : say('A record that goes with it, and that you may not see, cannot be deleted.'),
    )
  }
}
