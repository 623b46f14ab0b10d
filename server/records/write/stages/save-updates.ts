import sql, { empty, type Sql } from 'sql-template-tag'
import type { FieldModel } from '../../../metadata/org-model.ts'
import { gated } from '../../../storage/sql/gate.ts'
import { bindSlots, slot } from '../../../storage/sql/slots.ts'
import { columnValues } from '../column-values.ts'
import { type Change, goodChanges, type WriteContext } from '../context.ts'
import { guardCriterion, guardKey, guardSql, guardsOf } from '../guards.ts'
import { collectHistory, historyValues } from '../history.ts'
import { fieldNamed, isStamp, planOf } from '../plan.ts'
import { cachedSql } from '../select.ts'
import { historySql, updateSql } from '../sql.ts'
import { sameValue } from '../values.ts'
import { findDuplicates } from './find-duplicates.ts'
import { saveAtOnce } from './save-at-once.ts'
import { searchFaults } from './search-faults.ts'

/** One UPDATE for all changed records, with the history of their tracked fields. */
export async function saveUpdates(context: WriteContext): Promise<void> {
  const changes = goodChanges(context)
  if (changes.length === 0) return
  const fields = changedFields(context, changes)
  await findDuplicates(
    context,
    fields.filter(field => field.unique),
  )
  const { userId } = context.session.principal
  for (const { after } of changes) {
    after.LastModifiedDate = context.stamp
    after.LastModifiedById = userId
    after.SystemModstamp = context.stamp
  }
  await searchFaults(context, goodChanges(context), part => updatePart(context, fields, part))
}

/** Fields that differ from what is stored in some record: the others are not written. */
function changedFields(context: WriteContext, changes: readonly Change[]): readonly FieldModel[] {
  const fields: FieldModel[] = []
  for (const field of context.touched) {
    if (field.column === null || isStamp(field) || field.name === 'Id') continue
    const { name } = field
    if (changes.some(({ before, after }) => !sameValue(field, before?.[name], after[name])))
      fields.push(field)
  }
  return fields
}

async function updatePart(
  context: WriteContext,
  changed: readonly FieldModel[],
  changes: readonly Change[],
): Promise<void> {
  const { object, session, mode } = context
  const { schema, gate, model } = session.org
  const fields = [fieldNamed(object, 'Id'), ...changed]
  const single = changes.length === 1
  const atOnce = mode === 'at-once'
  const first = changes[0] as Change
  const guards = atOnce ? guardsOf(context, first) : []
  const history = collectHistory(planOf(model, object), changed, changes)
  const stamps = { stamp: fields.length, userId: fields.length + 1 }
  const next = fields.length + 2
  const values: unknown[] = [
    ...columnValues(fields, changes, single),
    context.stamp,
    session.principal.userId,
  ]
  if (history.length > 0) values.push(...historyValues(history))
  const afterHistory = values.length
  if (atOnce) values.push(first.rowVersion, ...guards.map(guard => guard.id))
  const build = (): Sql => {
    const unchanged = sql` AND t.xmin = ${slot(afterHistory)}::text::xid AND ${guardCriterion(guards)}`
    const update = updateSql({ schema, object, fields, single, where: atOnce ? unchanged : empty }, stamps)
    const kept = history.length > 0 ? historySql(schema, object, next, stamps) : empty
    if (atOnce) {
      const before = guardSql(schema, guards, afterHistory + 1)
      return gated({ gate, schema, version: model.version }, update, before, kept)
    }
    return kept === empty ? update : sql`WITH written AS (${update}), ${kept} SELECT "id" FROM written`
  }
  const key = `update ${single} ${atOnce ? model.version : ''} ${guardKey(guards)} ${history.length > 0} ${changed.map(field => field.column).join()}`
  const statement = bindSlots(cachedSql(object, key, build), values)
  if (!atOnce) await context.connection.run(statement)
  else if (!(await saveAtOnce(context, statement))) context.refused = true
  for (const change of changes) change.saved = true
}
