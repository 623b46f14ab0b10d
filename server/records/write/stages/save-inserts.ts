import sql, { empty, type Sql } from 'sql-template-tag'
import { makeId } from '../../../kernel/ids.ts'
import type { FieldModel } from '../../../metadata/org-model.ts'
import { gated } from '../../../storage/sql/gate.ts'
import { bindSlots } from '../../../storage/sql/slots.ts'
import { autoNumberFormat, fillDate } from '../auto-number.ts'
import { columnValues } from '../column-values.ts'
import { type Change, goodChanges, type WriteContext } from '../context.ts'
import { guardCriterion, guardKey, guardSql, guardsOf } from '../guards.ts'
import { isStamp, planOf, type WritePlan } from '../plan.ts'
import { cachedSql } from '../select.ts'
import { type AutoNumberSlots, insertSql } from '../sql.ts'
import { nameDuplicates } from './name-duplicates.ts'
import { saveAtOnce } from './save-at-once.ts'
import { searchFaults } from './search-faults.ts'

type Rows = readonly (readonly (string | null)[])[]

/** Objects whose records own others. */
const OWNERS: ReadonlySet<string> = new Set(['user', 'group'])

/** One INSERT for all new records. Ids come from the org's blocks, auto-numbers from their sequences. */
export async function saveInserts(context: WriteContext): Promise<void> {
  const changes = goodChanges(context)
  if (changes.length === 0) return
  const { sequences, ownerNumbers } = context.session.org
  const isOwner = OWNERS.has(context.object.table)
  const numbers = await (isOwner ? ownerNumbers : sequences).take(changes.length)
  for (const [index, change] of changes.entries()) stampInsert(context, change, numbers[index] as number)
  const plan = planOf(context.session.org.model, context.object)
  await searchFaults(context, changes, part => insertPart(context, plan, part))
}

/** What the engine keeps on a new record, for the triggers after the save. */
function stampInsert({ object, session, stamp }: WriteContext, change: Change, number: number): void {
  const { after } = change
  const { userId } = session.principal
  change.id = makeId(object.keyPrefix, number)
  after.Id = change.id
  after.CreatedDate = stamp
  after.CreatedById = userId
  after.LastModifiedDate = stamp
  after.LastModifiedById = userId
  after.SystemModstamp = stamp
  after.IsDeleted = false
}

async function insertPart(context: WriteContext, plan: WritePlan, changes: readonly Change[]): Promise<void> {
  const fields = presentFields(plan, changes)
  const rows = await runInsert(context, plan, fields, changes)
  if (!rows) {
    context.refused = true
    return
  }
  const inserted = new Map(rows.map(row => [row[0] as string, row]))
  const missing: Change[] = []
  for (const change of changes) {
    const row = inserted.get(change.id as string)
    change.saved = row !== undefined
    if (!row) missing.push(change)
    else
      plan.autoNumbers.forEach((field, index) => {
        change.after[field.name] = row[index + 1] as string
      })
  }
  if (missing.length > 0) await nameDuplicates(context, plan.unique, missing)
}

/** Only columns that some record has a value for: the others get the column's default. */
function presentFields(plan: WritePlan, changes: readonly Change[]): readonly FieldModel[] {
  return plan.stored.filter(field => {
    if (isStamp(field) || plan.autoNumbers.includes(field)) return false
    const { name } = field
    return changes.some(({ after }) => after[name] !== null && after[name] !== undefined)
  })
}

/** The rows that were inserted; undefined when the statement saved nothing at once. */
async function runInsert(
  context: WriteContext,
  plan: WritePlan,
  fields: readonly FieldModel[],
  changes: readonly Change[],
): Promise<Rows | undefined> {
  const { object, session, mode } = context
  const { schema, gate, model, timeZone } = session.org
  const single = changes.length === 1
  const atOnce = mode === 'at-once'
  const guards = atOnce ? guardsOf(context, changes[0] as Change) : []
  const stamps = { stamp: fields.length, userId: fields.length + 1 }
  let next = fields.length + 2
  const values: unknown[] = [
    ...columnValues(fields, changes, single),
    context.stamp,
    session.principal.userId,
  ]
  const autoNumbers: AutoNumberSlots[] = plan.autoNumbers.map(field => {
    const format = autoNumberFormat(field)
    values.push(fillDate(format.before, context.now, timeZone), fillDate(format.after, context.now, timeZone))
    return { field, digits: format.digits, before: next++, after: next++ }
  })
  values.push(...guards.map(guard => guard.id))
  const build = (): Sql => {
    const where = atOnce ? sql` WHERE ${guardCriterion(guards)}` : empty
    const shape = { schema, object, fields, single, where }
    const insert = insertSql(shape, stamps, autoNumbers, plan.unique.length > 0)
    if (!atOnce) return insert
    return gated({ gate, schema, version: model.version }, insert, guardSql(schema, guards, next))
  }
  const key = `insert ${single} ${atOnce ? model.version : ''} ${guardKey(guards)} ${fields.map(field => field.column).join()}`
  const statement = bindSlots(cachedSql(object, key, build), values)
  if (!atOnce) return (await context.connection.run(statement)).rows
  return saveAtOnce(context, statement)
}
